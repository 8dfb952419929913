#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily downscalePicture() {
    return {.name = "downscale_picture",
            .group = "geometry",
            .description = "Every k x k block becomes one cell",
            .variants = 4,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 5));
                const int factor = random.between(2, std::min(5, limits.maxSide / 2));
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const int most = sides.maxSide / factor;
                    const Grid output = drawPattern(r, r.between(std::min(2, most), most),
                                                    r.between(std::min(2, most), most),
                                                    palette.background, palette.inks);
                    return GridPair{upscale(output, factor), output};
                };
            }};
}

} // namespace ttt::synth
