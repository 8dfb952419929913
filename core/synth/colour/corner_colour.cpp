#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily cornerColour() {
    return {.name = "corner_colour",
            .group = "colour",
            .description = "The dot in a corner tells the colour that the figure takes",
            .variants = 8,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool dotStays = random.chance(0.5);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 5);
                        const Colour mark = palette.any(r, 1);
                        input.at(0, 0) = mark;
                        for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                            placeFreely(r, input, drawShape(r, 4, palette.ink(0)),
                                        palette.background);
                        }
                        Grid output = replaceColour(input, palette.ink(0), mark);
                        if (!dotStays) output.at(0, 0) = palette.background;
                        if (!hasColour(input, palette.ink(0))) return std::nullopt;
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
