#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily holesToColour() {
    return {.name = "holes_to_colour",
            .group = "fill",
            .description = "An object's colour tells how many holes it has",
            .variants = 500,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        const int holes = r.below(4);
                        Grid sprite = solidRectangle(r.between(3, 4), std::max(2, 2 * holes + 1),
                                                     palette.ink(0));
                        for (int h = 0; h < holes; ++h) sprite.at(1, 2 * h + 1) = kClear;
                        if (r.chance(0.4)) sprite = applySymmetry(sprite, 1);
                        const auto spot = findFreeSpot(r, input, sprite, palette.background);
                        if (!spot) continue;
                        cases |= uint64_t{1} << holes;
                        paste(input, sprite, *spot);
                        paste(output, painted(sprite, palette.ink(1 + holes)), *spot);
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
