#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily objectsWithHole() {
    return {.name = "objects_with_hole",
            .group = "objects",
            .description = "Objects that enclose a hole are kept (erased, recoloured)",
            .variants = 12,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const bool holed = random.chance(0.5);
                const Colour result = random.chance(0.5) ? palette.ink(1) : palette.background;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    for (int i = drawCount(r, limits, input, 2, 7); i > 0; --i) {
                        const int height = r.between(3, 5);
                        const int width = r.between(3, 5);
                        Grid sprite = r.chance(0.5) ? hollowRectangle(height, width, palette.ink(0))
                                                    : drawBlob(r, height, width, palette.ink(0));
                        // A gap in the ring makes it an object without a hole.
                        if (r.chance(0.2)) sprite.at(0, 1) = kClear;
                        placeFreely(r, input, sprite, palette.background);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& object : findComponents(input, palette.background)) {
                        Grid around = framed(spriteOf(input, object), kClear);
                        fillFromBorder(around, kClear, palette.background);
                        const bool hasHole = hasColour(around, kClear);
                        cases |= hasHole ? 1 : 2;
                        if (hasHole == holed) paint(output, object, result);
                    }
                    if (cases != 3) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
