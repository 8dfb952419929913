#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily fillBoundingBox() {
    return {.name = "fill_bounding_box",
            .group = "fill",
            .description = "Every object grows to its bounding box, in its own or a new colour",
            .variants = 10,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool ownColour = random.chance(0.4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        placeFreely(
                            r, input,
                            drawRaggedBlob(r, r.between(2, 5), r.between(2, 5), palette.any(r, 1)),
                            palette.background);
                    }
                    Grid output = input;
                    for (const auto& object : findComponents(input, palette.background)) {
                        fillBox(output, object.box, ownColour ? object.colour : palette.ink(0));
                        paint(output, object, object.colour);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
