#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Leaves out rows that equal the row before them (or any row before them).
Grid mergeRows(const Grid& grid, bool anyBefore) {
    std::vector<int> kept;
    for (int i = 0; i < grid.height(); ++i) {
        const auto equals = [&](int other) {
            return crop(grid, rowOf(grid, i)) == crop(grid, rowOf(grid, other));
        };
        const bool repeated =
            anyBefore ? std::ranges::any_of(kept, equals) : i > 0 && equals(i - 1);
        if (!repeated) kept.push_back(i);
    }
    return selectRows(grid, kept);
}

// Stripes of one cell's width, nested squares, or a mosaic.
Grid drawCore(Rng& random, int kind, int height, int width, const std::vector<Colour>& inks) {
    if (kind == 2) return drawMosaic(random, height, width, inks);
    Grid core(height, kind == 0 ? 1 : height);
    const int first = random.below(static_cast<int>(inks.size()));
    for (int i = 0; i < core.height(); ++i) {
        if (kind == 0) {
            core.at(i, 0) = random.pick(inks);
            continue;
        }
        for (int j = 0; j < core.width(); ++j) {
            const int ring = std::min({i, j, height - 1 - i, height - 1 - j});
            core.at(i, j) = inks[static_cast<size_t>(first + ring) % inks.size()];
        }
    }
    return random.chance(0.5) ? core : applySymmetry(core, 6);
}

// 0..parts-1, each at least once, `count` in all.
std::vector<int> drawRepeats(Rng& random, int parts, int count, bool mixed) {
    std::vector<int> indices;
    for (int i = 0; i < count; ++i) indices.push_back(i < parts ? i : random.below(parts));
    if (mixed) {
        random.shuffle(indices);
    } else {
        std::ranges::sort(indices);
    }
    return indices;
}

} // namespace

RuleFamily mergeEqualLines() {
    return {
        .name = "merge_equal_lines",
        .group = "geometry",
        .description = "Equal neighbouring rows (columns, both) become one; or all equal ones do",
        .variants = 8,
        .leastSide = 6,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(3, 6));
            const int kind = random.below(3);
            const int axes = kind == 2 ? random.below(3) : 2; // rows, columns, both
            const bool anyBefore = kind == 2 && axes < 2 && random.chance(0.5);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const int height = drawSide(r, limits, 4);
                const int width = drawSide(r, limits, 4);
                const int most = std::min(height, width) - 1;
                const int rows = r.between(kind == 1 ? 3 : 2, std::min(most, 7));
                const int columns = r.between(2, std::min(most, 6));
                const Grid core = drawCore(r, kind, rows, columns, palette.inks);
                Grid input = core;
                if (axes != 1) {
                    input = selectRows(input, drawRepeats(r, core.height(), height, anyBefore));
                }
                if (axes != 0) {
                    input = selectColumns(input, drawRepeats(r, core.width(), width, anyBefore));
                }
                Grid output = input;
                if (axes != 1) output = mergeRows(output, anyBefore);
                if (axes != 0) {
                    output = applySymmetry(mergeRows(applySymmetry(output, 6), anyBefore), 6);
                }
                return GridPair{input, output};
            };
        }};
}

} // namespace ttt::synth
