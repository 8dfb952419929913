#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily extractUniqueColour() {
    return {.name = "extract_unique_colour",
            .group = "objects",
            .description = "The object whose colour no other object has, cut out (or erased)",
            .variants = 2,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool erase = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    const Grid chosen =
                        drawBlob(r, r.between(2, 4), r.between(2, 4), palette.any(r));
                    const Colour rare = colourAt(chosen, leadCell(chosen));
                    const auto spot = findFreeSpot(r, input, chosen, palette.background);
                    if (!spot) return std::nullopt;
                    Grid without = input;
                    paste(input, chosen, *spot);
                    for (const Colour colour : palette.inks) {
                        if (colour == rare) continue;
                        if (palette.inks.size() > 2 && r.chance(0.3)) continue;
                        for (int copies = r.between(2, 3); copies > 0; --copies) {
                            if (!placeFreely(r, input,
                                             drawBlob(r, r.between(1, 4), r.between(1, 4), colour),
                                             palette.background)) {
                                return std::nullopt;
                            }
                        }
                    }
                    const auto objects =
                        findComponents(input, palette.background, Connect::Diagonal);
                    if (objects.size() < 3) return std::nullopt;
                    if (erase)
                        return GridPair{input, replaceColour(input, rare, palette.background)};
                    return GridPair{input, replaceColour(chosen, kClear, palette.background)};
                };
            }};
}

} // namespace ttt::synth
