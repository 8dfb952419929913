#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily boxAround() {
    return {.name = "box_around",
            .group = "draw",
            .description = "A frame around every object of a colour, or around its bounding box",
            .variants = 36,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool marked = random.chance(0.4);    // only objects of the first colour
                const bool insideBox = random.chance(0.3); // instead fill the box's empty cells
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        const Colour colour = palette.ink(marked ? r.below(2) : 0);
                        placeFreely(r, input, drawBlob(r, r.between(2, 4), r.between(2, 4), colour),
                                    palette.background, 2);
                    }
                    Grid output = input;
                    for (const auto& object : findComponents(input, palette.background)) {
                        if (object.colour != palette.ink(0)) continue;
                        if (insideBox) {
                            fillBox(output, object.box, palette.ink(2));
                        } else {
                            outlineBox(output, object.box.grown(1), palette.ink(2));
                        }
                        paint(output, object, object.colour);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
