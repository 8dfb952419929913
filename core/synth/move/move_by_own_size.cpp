#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily moveByOwnSize() {
    return {.name = "move_by_own_size",
            .group = "move",
            .description = "Every object moves by its own width (or leaves a copy there)",
            .variants = 8,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const bool copies = random.chance(0.4);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        Grid output = input;
                        int row = r.below(2);
                        while (row < input.height()) {
                            const int width =
                                r.between(1, std::max(1, std::min(5, input.width() / 2)));
                            const int height = std::min(r.between(1, 3), input.height() - row);
                            const Grid sprite = drawBlob(r, height, width, palette.any(r));
                            const int left = r.between(0, input.width() - 2 * width);
                            paste(input, sprite, row, left);
                            if (copies) paste(output, sprite, row, left);
                            paste(output, sprite, row, left + width);
                            row += height + r.between(1, 3);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
