#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

namespace ttt::synth {

RuleFamily shadowOfFigure() {
    return {.name = "shadow_of_figure",
            .group = "templates",
            .description = "Each figure casts a shadow of a colour, one or two cells away",
            .variants = 144,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int reach = random.between(1, 2);
                const Cell step = random.pick(kSteps);
                const bool trail = random.chance(0.4); // the way is painted too
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        placeFreely(r, input, drawShape(r, 4, palette.any(r, 1)),
                                    palette.background, 2);
                    }
                    Grid output = input;
                    for (const auto& figure : findComponents(input, palette.background)) {
                        for (const Cell cell : figure.cells) {
                            for (int k = trail ? 1 : reach; k <= reach; ++k) {
                                const Cell at = cell + k * step;
                                if (inside(input, at) &&
                                    colourAt(input, at) == palette.background) {
                                    cellOf(output, at) = palette.ink(0);
                                }
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
