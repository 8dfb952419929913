#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily keepOneColour() {
    return {.name = "keep_one_colour",
            .group = "colour",
            .description = "One colour stays (or goes), everything else is erased (or stays)",
            .variants = 18,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool keep = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 3);
                    for (int i = drawCount(r, limits, input, 3, 12); i > 0; --i) {
                        placeFreely(r, input, drawShape(r, 3, palette.any(r)), palette.background,
                                    0);
                    }
                    if (!hasColour(input, palette.ink(0))) return std::nullopt;
                    ColourTable table = sameTable();
                    for (const Colour ink : palette.inks) {
                        if ((ink == palette.ink(0)) != keep) table[ink] = palette.background;
                    }
                    return GridPair{input, mapColours(input, table)};
                };
            }};
}

} // namespace ttt::synth
