#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

// The first figure is complete; of its copies only the corner mark is drawn, in other colours.
RuleFamily figureInMarkColour() {
    return {.name = "figure_in_mark_colour",
            .group = "templates",
            .description = "The figure is repeated right of it, once in the colour of each mark",
            .variants = 4,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int side = r.between(2, std::min(4, limits.maxSide / 2 - 1));
                        const int copies = r.between(2, limits.maxSide / (side + 1));
                        const int height = std::min(limits.maxSide, side + r.below(3) + 1);
                        Grid input(height, copies * (side + 1), palette.background);
                        const Grid figure = drawRaggedBlob(r, side, side, palette.ink(0));
                        const int top = height - side;
                        Grid output = input;
                        for (int k = 0; k < copies; ++k) {
                            const Colour colour = k == 0 ? palette.ink(0) : palette.any(r);
                            const int left = k * (side + 1);
                            input.at(0, left) = colour;
                            output.at(0, left) = colour;
                            const Grid copy = painted(figure, colour);
                            paste(output, copy, top, left);
                            if (k == 0) paste(input, copy, top, left);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
