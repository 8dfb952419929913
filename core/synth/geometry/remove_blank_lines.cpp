#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

RuleFamily removeBlankLines() {
    return {.name = "remove_blank_lines",
            .group = "geometry",
            .description = "Rows and columns that are all background are taken out",
            .variants = 3,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const int which = random.between(1, 3); // rows, columns, both
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 4);
                    Grid input = drawPattern(r, size.height(), size.width(), palette.background,
                                             palette.inks);
                    for (int i = 0; i < input.height(); ++i) {
                        if (r.chance(0.35)) {
                            fillBox(input, rowOf(input, i), palette.background);
                        }
                    }
                    for (int j = 0; j < input.width(); ++j) {
                        if (r.chance(0.35)) {
                            fillBox(input, columnOf(input, j), palette.background);
                        }
                    }
                    std::vector<int> rows;
                    std::vector<int> columns;
                    for (int i = 0; i < input.height(); ++i) {
                        const bool blank = isFree(input, palette.background, rowOf(input, i));
                        if (!blank || (which & 1) == 0) rows.push_back(i);
                    }
                    for (int j = 0; j < input.width(); ++j) {
                        const bool blank = isFree(input, palette.background, columnOf(input, j));
                        if (!blank || (which & 2) == 0) columns.push_back(j);
                    }
                    if (rows.empty() || columns.empty()) return std::nullopt;
                    return GridPair{input, selectColumns(selectRows(input, rows), columns)};
                };
            }};
}

} // namespace ttt::synth
