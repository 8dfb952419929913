#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily extractBySize() {
    return {.name = "extract_by_size",
            .group = "objects",
            .description = "The largest (or smallest) object, cut out",
            .variants = 2,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const bool largest = random.chance(0.6);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        placeFreely(r, input, drawShape(r, 5, palette.any(r)), palette.background);
                    }
                    const auto objects =
                        findComponents(input, palette.background, Connect::Diagonal);
                    const Component* chosen = soleExtreme(
                        objects, largest, [](const Component& object) { return object.size(); });
                    if (chosen == nullptr) return std::nullopt;
                    return GridPair{input, cutOut(input, *chosen, palette.background)};
                };
            }};
}

} // namespace ttt::synth
