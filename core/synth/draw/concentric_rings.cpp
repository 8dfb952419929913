#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

RuleFamily concentricRings() {
    return {.name = "concentric_rings",
            .group = "draw",
            .description =
                "Square rings around the dot, in every second ring or in turning colours",
            .variants = 50,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const int style = random.below(3); // every second, two colours, diamond
                const int most = random.chance(0.5) ? 30 : random.between(1, 3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    const Cell centre = drawCell(r, input);
                    cellOf(input, centre) = palette.ink(0);
                    Grid output = input;
                    for (int i = 0; i < input.height(); ++i) {
                        for (int j = 0; j < input.width(); ++j) {
                            const int down = std::abs(i - centre.row);
                            const int across = std::abs(j - centre.column);
                            const int ring = style == 2 ? down + across : std::max(down, across);
                            if (ring == 0 || ring > most) continue;
                            if (style == 1) {
                                output.at(i, j) = palette.ink(1 + ring % 2);
                            } else if (ring % 2 == 0 || most <= 3) {
                                output.at(i, j) = palette.ink(style == 0 ? 0 : 1);
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
