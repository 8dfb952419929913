#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily recolourBySizeRank() {
    return {.name = "recolour_by_size_rank",
            .group = "colour",
            .description = "The largest (or smallest) object gets one colour, the others another",
            .variants = 4,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool largest = random.chance(0.5);
                const bool othersStay = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        placeFreely(r, input, drawShape(r, 4, palette.ink(0)), palette.background);
                    }
                    const auto objects =
                        findComponents(input, palette.background, Connect::Diagonal);
                    const Component* chosen = soleExtreme(
                        objects, largest, [](const Component& object) { return object.size(); });
                    if (chosen == nullptr) return std::nullopt;
                    Grid output = input;
                    for (const auto& object : objects) {
                        const Colour other = palette.ink(othersStay ? 0 : 2);
                        paint(output, object, &object == chosen ? palette.ink(1) : other);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
