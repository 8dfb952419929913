#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

// Each of a few icons has its own colour; where they stand does not matter.
RuleFamily recolourByShape() {
    return {.name = "recolour_by_shape",
            .group = "colour",
            .description = "Each kind of shape gets a colour of its own",
            .variants = 700,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const std::vector<int> icons = random.permutation(kIcons);
                const int kinds = random.between(2, 3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int i = drawCount(r, limits, input, 2, 8); i > 0; --i) {
                        const int kind = r.below(kinds);
                        const Grid sprite = icon(icons[static_cast<size_t>(kind)], palette.ink(0));
                        const auto spot = findFreeSpot(r, input, sprite, palette.background);
                        if (!spot) continue;
                        cases |= uint64_t{1} << kind;
                        paste(input, sprite, *spot);
                        paste(output, painted(sprite, palette.ink(1 + kind)), *spot);
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
