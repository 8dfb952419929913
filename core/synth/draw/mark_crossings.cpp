#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

struct Line {
    int at; // row or column
    int from;
    int to;
    bool crosses(const Line& other) const {
        return from < other.at && other.at < to && other.from < at && at < other.to;
    }
    // Neither crosses it nor keeps away from it.
    bool meets(const Line& other) const {
        const bool near = from <= other.at + 1 && other.at - 1 <= to && other.from <= at + 1 &&
                          at - 1 <= other.to;
        return near && !crosses(other);
    }
};

// Lines at a distance of at least three on a picture that is `length` long and `side` wide.
std::vector<Line> drawLines(Rng& random, int side, int length, bool full) {
    std::vector<Line> lines;
    for (int at = random.between(1, 3); at < side - 1; at += random.between(3, 6)) {
        if (full) {
            lines.push_back({at, -1, length});
            continue;
        }
        const int size = random.between(std::min(3, length), length);
        const int from = random.between(0, length - size);
        lines.push_back({at, from, from + size - 1});
    }
    return lines;
}

// Cells around a crossing that change: 0 itself, 1 diagonal, 2 straight, 3 all around it.
bool isMarked(int style, size_t step) {
    if (style == 0) return false;
    return style == 3 || (style == 1) == (step >= 4);
}

} // namespace

RuleFamily markCrossings() {
    return {.name = "mark_crossings",
            .group = "draw",
            .description = "Where two lines cross, the crossing or the cells around it are marked",
            .variants = 100,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool full = random.chance(0.35);
                const int style = random.below(4);
                const bool oneColour = random.chance(0.45);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 5);
                        const auto rows = drawLines(r, input.height(), input.width(), full);
                        auto columns = drawLines(r, input.width(), input.height(), full);
                        std::erase_if(columns, [&](const Line& column) {
                            return std::ranges::any_of(
                                rows, [&](const Line& row) { return row.meets(column); });
                        });
                        for (const Line& row : rows) {
                            fillBox(input, {row.at, row.from, 1, row.to - row.from + 1},
                                    palette.ink(1));
                        }
                        for (const Line& column : columns) {
                            fillBox(input, {column.from, column.at, column.to - column.from + 1, 1},
                                    palette.ink(oneColour ? 1 : 2));
                        }
                        Grid output = input;
                        for (const Line& row : rows) {
                            for (const Line& column : columns) {
                                if (row.meets(column)) return std::nullopt;
                                if (!row.crosses(column)) continue;
                                const Cell centre{row.at, column.at};
                                if (style == 0) cellOf(output, centre) = palette.ink(0);
                                for (size_t s = 0; s < kSteps.size(); ++s) {
                                    if (isMarked(style, s))
                                        cellOf(output, centre + kSteps[s]) = palette.ink(0);
                                }
                            }
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
