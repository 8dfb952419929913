#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily staircase() {
    return {.name = "staircase",
            .group = "draw",
            .description = "The bar in the first row gets longer or shorter by k in each next row",
            .variants = 32,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const int by = random.chance(0.5) ? random.between(1, 2) : -random.between(1, 2);
                const bool ownColour = random.chance(0.6);
                return turnedAtRandom(
                    random,
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 4);
                        const int width = input.width();
                        const int bar =
                            by > 0 ? r.between(1, width / 2) : r.between(width / 2, width);
                        fillBox(input, {0, 0, 1, bar}, palette.ink(0));
                        Grid output = input;
                        for (int i = 1; i < input.height(); ++i) {
                            const int length = std::clamp(bar + i * by, 0, input.width());
                            fillBox(output, {i, 0, 1, length}, palette.ink(ownColour ? 0 : 1));
                        }
                        return GridPair{input, output};
                    },
                    kSymmetries);
            }};
}

} // namespace ttt::synth
