#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

// A figure symmetric in both axes has lost its cells in some quarters; the axis cells tell where
// its centre is, as they are whole and of a colour of their own.
RuleFamily completeSymmetry() {
    return {.name = "complete_symmetry",
            .group = "symmetry",
            .description = "The arms around a marked centre are completed to a symmetric figure",
            .variants = 9,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool fourFold = random.chance(0.4); // else mirrored in both axes
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    const std::vector<Colour> inks = palette.inksFrom(1);
                    for (int i = drawCount(r, limits, input, 1, 3); i > 0; --i) {
                        const int reach = r.between(1, std::min(3, (input.height() - 2) / 2));
                        const int side = 2 * reach + 1;
                        Grid quarter(side, side, kClear);
                        for (int a = 0; a <= reach; ++a) {
                            for (int b = 0; b <= reach; ++b) {
                                // Under a quarter turn both arms of a corner would claim the same
                                // cells.
                                const bool free = fourFold ? a > 0 : a + b > 0;
                                if (free && r.chance(0.6)) {
                                    quarter.at(reach - a, reach + b) = r.pick(inks);
                                }
                            }
                        }
                        if (solidCount(quarter) < 2) continue;
                        quarter.at(reach, reach) = palette.ink(0);
                        Grid whole = quarter;
                        for (const int symmetry : {1, 2, 3, 4, 5}) {
                            if ((symmetry % 2 == 1 && symmetry < 4 && !fourFold) ||
                                (symmetry > 3 && fourFold)) {
                                continue;
                            }
                            paste(whole, applySymmetry(quarter, symmetry));
                        }
                        const auto spot = findFreeSpot(r, output, whole, palette.background);
                        if (!spot) continue;
                        paste(input, quarter, *spot);
                        paste(output, whole, *spot);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
