#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

RuleFamily swapTwo() {
    return {.name = "swap_two",
            .group = "colour",
            .description = "Two colours change places",
            .variants = 45,
            .leastSide = 4,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool withBackground = random.chance(0.3);
                const Colour first = palette.ink(0);
                const Colour second = withBackground ? palette.background : palette.ink(1);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 2);
                    const Grid input = drawPattern(r, size.height(), size.width(),
                                                   palette.background, palette.inks);
                    return GridPair{input, swapColours(input, first, second)};
                };
            }};
}

} // namespace ttt::synth
