#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

// Objects keep their shape and slide until the wall line or another object stops them.
RuleFamily slideToWall() {
    return {.name = "slide_to_wall",
            .group = "move",
            .description = "Objects slide onto a wall line",
            .variants = 8,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool wallStays = random.chance(0.8);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        const int height = input.height();
                        const int wall = height - 1;
                        Grid output = input;
                        if (wallStays) fillBox(output, rowOf(input, wall), palette.ink(0));
                        fillBox(input, rowOf(input, wall), palette.ink(0));
                        int column = r.below(2);
                        while (column < input.width()) {
                            const int width = std::min(r.between(1, 3), input.width() - column);
                            const int tall = r.between(1, std::min(3, height - 2));
                            const Grid sprite = drawBlob(r, tall, width, palette.any(r, 1));
                            paste(input, sprite, r.between(0, height - 1 - tall), column);
                            paste(output, sprite, (wallStays ? wall : height) - tall, column);
                            column += width + r.between(1, 3);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
