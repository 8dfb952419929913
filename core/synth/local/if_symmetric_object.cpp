#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily ifSymmetricObject() {
    return {.name = "if_symmetric_object",
            .group = "local",
            .description = "Objects that are their own mirror image get one colour, others another",
            .variants = 2,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const int axis = random.chance(0.5) ? 4 : 5;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        Grid sprite = r.chance(0.5)
                                          ? drawMirroredBlob(r, r.between(2, 4), 3, palette.ink(0))
                                          : drawBlob(r, r.between(2, 4), 3, palette.ink(0));
                        if (axis == 5) sprite = applySymmetry(sprite, 6);
                        placeFreely(r, input, sprite, palette.background);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& object : findComponents(input, palette.background)) {
                        const Grid sprite = spriteOf(input, object);
                        const bool same = applySymmetry(sprite, axis) == sprite;
                        paint(output, object, palette.ink(same ? 1 : 2));
                        cases |= same ? 1 : 2;
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
