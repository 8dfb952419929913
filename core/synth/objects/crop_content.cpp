#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily cropContent() {
    return {.name = "crop_content",
            .group = "objects",
            .description = "The one object, cut out along its bounding box",
            .variants = 2,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const bool mirrored = random.chance(0.2);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    const int height = r.between(1, input.height() - 1);
                    const int width = r.between(1, input.width() - 1);
                    const Grid sprite = colouredAtRandom(
                        r, drawBlob(r, std::min(height, 9), std::min(width, 9), palette.ink(0)),
                        palette.inks);
                    placeFreely(r, input, sprite, palette.background);
                    const Grid cut = crop(input, contentBox(input, palette.background));
                    return GridPair{input, mirrored ? applySymmetry(cut, 4) : cut};
                };
            }};
}

} // namespace ttt::synth
