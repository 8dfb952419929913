#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Pairs of a picture and the same with k x k blocks for cells.
PairMaker drawScales(Rng& random, const SynthLimits& limits, bool up) {
    const Palette palette = drawPalette(random, random.between(1, 5));
    const int factor = random.between(2, std::min(5, limits.maxSide / 2));
    return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
        const int most = sides.maxSide / factor;
        const int least = std::min(2, most);
        const Grid small = drawPattern(r, r.between(least, most), r.between(least, most),
                                       palette.background, palette.inks);
        const Grid large = upscale(small, factor);
        return up ? GridPair{small, large} : GridPair{large, small};
    };
}

RuleFamily scaleFamily(std::string name, std::string description, bool up) {
    return {.name = std::move(name),
            .group = "geometry",
            .description = std::move(description),
            .variants = 4,
            .leastSide = 6,
            .drawRule = [up](Rng& random, const SynthLimits& limits) {
                return drawScales(random, limits, up);
            }};
}

} // namespace

RuleFamily upscalePicture() {
    return scaleFamily("upscale_picture", "Every cell becomes a k x k block", true);
}

RuleFamily downscalePicture() {
    return scaleFamily("downscale_picture", "Every k x k block becomes one cell", false);
}

} // namespace ttt::synth
