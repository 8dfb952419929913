#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily extractMarked() {
    return {
        .name = "extract_marked",
        .group = "objects",
        .description = "The object that holds a cell of the marker colour, cut out or kept alone",
        .variants = 18,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 4));
            const bool inPlace = random.chance(0.35);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                Grid input = drawCanvas(r, limits, palette.background, 6);
                for (int i = drawCount(r, limits, input, 2, 5); i > 0; --i) {
                    placeFreely(r, input,
                                drawBlob(r, r.between(2, 4), r.between(2, 4), palette.any(r, 1)),
                                palette.background);
                }
                const auto objects = findComponents(input, palette.background);
                if (objects.size() < 2) return std::nullopt;
                const Component& chosen = r.pick(objects);
                cellOf(input, r.pick(chosen.cells)) = palette.ink(0);
                return GridPair{input, inPlace ? keptAlone(input, chosen, palette.background)
                                               : cutOut(input, chosen, palette.background)};
            };
        }};
}

} // namespace ttt::synth
