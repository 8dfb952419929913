#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily borderObjects() {
    return {.name = "border_objects",
            .group = "objects",
            .description = "Objects that touch the border are recoloured, or erased; or the others",
            .variants = 4,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const bool touching = random.chance(0.5);
                const Colour result = random.chance(0.5) ? palette.ink(1) : palette.background;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 3, 9); i > 0; --i) {
                        placeFreely(r, input, drawShape(r, 3, palette.ink(0)), palette.background);
                    }
                    Grid output = input;
                    int chosen = 0;
                    const auto objects =
                        findComponents(input, palette.background, Connect::Diagonal);
                    for (const auto& object : objects) {
                        if (touchesBorder(input, object.box) != touching) continue;
                        paint(output, object, result);
                        ++chosen;
                    }
                    if (chosen == 0 || chosen == static_cast<int>(objects.size())) {
                        return std::nullopt;
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
