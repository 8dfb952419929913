#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily extendSequence() {
    return {.name = "extend_sequence",
            .group = "symmetry",
            .description = "A row of repeated figures goes on to the border",
            .variants = 8,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const bool wholeWidth = random.chance(0.5);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        const int period = r.between(2, std::max(2, input.width() / 4));
                        const int height =
                            wholeWidth ? input.height() : r.between(1, input.height());
                        const int top = r.between(0, input.height() - height);
                        const Grid unit =
                            drawPattern(r, height, period, palette.background, palette.inks);
                        Grid output = input;
                        const int shown = r.between(2, std::max(2, input.width() / period - 1));
                        for (int k = 0; k * period < input.width(); ++k) {
                            paste(output, unit, top, k * period);
                            if (k < shown) paste(input, unit, top, k * period);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
