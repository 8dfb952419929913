#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily upscalePicture() {
    return {.name = "upscale_picture",
            .group = "geometry",
            .description = "Every cell becomes a k x k block",
            .variants = 4,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 5));
                const int factor = random.between(2, std::min(5, limits.maxSide / 2));
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const int most = sides.maxSide / factor;
                    const Grid input = drawPattern(r, r.between(std::min(2, most), most),
                                                   r.between(std::min(2, most), most),
                                                   palette.background, palette.inks);
                    return GridPair{input, upscale(input, factor)};
                };
            }};
}

} // namespace ttt::synth
