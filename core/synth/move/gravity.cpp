#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily gravity() {
    return {.name = "gravity",
            .group = "move",
            .description = "Every cell falls in one direction until it lies on something",
            .variants = 8,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                // Cells of the first colour may be fixed shelves.
                const bool shelves = palette.inks.size() > 1 && random.chance(0.35);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 3);
                        const double share = 0.1 + 0.3 * r.uniform();
                        for (int i = 0; i < input.height(); ++i) {
                            for (int j = 0; j < input.width(); ++j) {
                                if (r.chance(share)) input.at(i, j) = palette.any(r);
                            }
                        }
                        Grid output = input;
                        for (int j = 0; j < input.width(); ++j) {
                            int floor = input.height();
                            for (int i = input.height() - 1; i >= 0; --i) {
                                const Colour colour = input.at(i, j);
                                if (colour == palette.background) continue;
                                const bool fixed = shelves && colour == palette.ink(0);
                                floor = fixed ? i : floor - 1;
                                output.at(i, j) = palette.background;
                                output.at(floor, j) = colour;
                            }
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
