#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily outlineObjects() {
    return {.name = "outline_objects",
            .group = "fill",
            .description = "Objects grow an outer rim, turn their rim to a colour, or lose it",
            .variants = 3,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const int style = random.below(3);
                const size_t steps = random.chance(0.5) ? 4 : 8;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const Colour solid = palette.ink(0);
                    Grid input = drawCanvas(r, limits, empty, 6);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        const Grid sprite =
                            r.chance(0.5) ? solidRectangle(r.between(3, 6), r.between(3, 6), solid)
                                          : drawBlob(r, r.between(2, 6), r.between(2, 6), solid);
                        placeFreely(r, input, sprite, empty, 2);
                    }
                    Grid output = input;
                    const Colour from = style == 0 ? empty : solid;
                    const Colour beside = style == 0 ? solid : empty;
                    const Colour result = style == 2 ? empty : palette.ink(1);
                    for (int i = 0; i < input.height(); ++i) {
                        for (int j = 0; j < input.width(); ++j) {
                            if (input.at(i, j) != from) continue;
                            for (size_t s = 0; s < steps; ++s) {
                                // Beyond the border counts as empty.
                                if (colourOr(input, Cell{i, j} + kSteps[s], empty) == beside) {
                                    output.at(i, j) = result;
                                }
                            }
                        }
                    }
                    if (style != 0 && !hasColour(output, solid)) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
