#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

// Some colours change by a fixed table, the others stay.
RuleFamily colourMap() {
    return {.name = "colour_map",
            .group = "colour",
            .description = "Each colour turns into another by a table",
            .variants = 1000,
            .leastSide = 4,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const int count = random.between(2, 6);
                const Palette from = drawPalette(random, count);
                const std::vector<int> target = random.permutation(kColours);
                ColourTable table = sameTable();
                for (const Colour colour : from.inks) {
                    if (random.chance(0.75)) table[colour] = static_cast<Colour>(target[colour]);
                }
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, from.background, 2);
                    if (r.chance(0.5)) {
                        input = drawMosaic(r, input.height(), input.width(), from.inks);
                    } else {
                        for (int i = drawCount(r, limits, input, 2, 10); i > 0; --i) {
                            placeFreely(r, input, drawShape(r, 3, from.any(r)), from.background, 0);
                        }
                    }
                    return GridPair{input, mapColours(input, table)};
                };
            }};
}

} // namespace ttt::synth
