#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily crossThroughPoint() {
    return {.name = "cross_through_point",
            .group = "draw",
            .description = "Row and column lines through dots; where lines cross, another colour",
            .variants = 60,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                // First colour: full row; second colour: full column; crossing: the third.
                const bool both = random.chance(0.3);
                const Colour crossing = palette.ink(random.below(3));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 4);
                    std::vector<bool> rows(static_cast<size_t>(input.height()));
                    std::vector<bool> columns(static_cast<size_t>(input.width()));
                    const int most = 1 + std::min(input.height(), input.width()) / 5;
                    for (int kind = 0; kind < 2; ++kind) {
                        for (int i = r.between(1, most); i > 0; --i) {
                            const auto at = findFreeSpot(r, input, palette.background, 1, 1);
                            if (!at) continue;
                            const auto row = static_cast<size_t>(at->row);
                            const auto column = static_cast<size_t>(at->column);
                            if (rows[row] || columns[column]) continue;
                            cellOf(input, *at) = palette.ink(both ? 0 : kind);
                            if (both || kind == 0) rows[row] = true;
                            if (both || kind == 1) columns[column] = true;
                        }
                    }
                    Grid output = input;
                    for (int i = 0; i < input.height(); ++i) {
                        for (int j = 0; j < input.width(); ++j) {
                            const bool row = rows[static_cast<size_t>(i)];
                            const bool column = columns[static_cast<size_t>(j)];
                            if (input.at(i, j) != palette.background) continue;
                            if (row && column) {
                                output.at(i, j) = crossing;
                            } else if (row || column) {
                                output.at(i, j) = palette.ink(both || row ? 0 : 1);
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
