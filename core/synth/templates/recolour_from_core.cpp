#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

namespace ttt::synth {

RuleFamily recolourFromCore() {
    return {.name = "recolour_from_core",
            .group = "templates",
            .description = "Each figure takes the colour of the odd cell in it (or beside it)",
            .variants = 9,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool coreErased = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        placeFreely(r, input,
                                    drawBlob(r, r.between(2, 4), r.between(2, 4), palette.ink(0)),
                                    palette.background);
                    }
                    Grid output = input;
                    for (const auto& figure : findComponents(input, palette.background)) {
                        const Colour core = palette.any(r, 1);
                        const Cell at = r.pick(figure.cells);
                        cellOf(input, at) = core;
                        paint(output, figure, core);
                        if (coreErased) cellOf(output, at) = palette.background;
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
