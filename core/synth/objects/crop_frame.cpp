#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

RuleFamily cropFrame() {
    return {.name = "crop_frame",
            .group = "objects",
            .description = "What lies inside (or up to) the frame of the marker colour, cut out",
            .variants = 18,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const bool withFrame = random.chance(0.3);
                const bool cornersOnly = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 5);
                    Grid input = drawPattern(r, size.height(), size.width(), palette.background,
                                             palette.inksFrom(1));
                    const int height = r.between(3, input.height());
                    const int width = r.between(3, input.width());
                    const Box box = drawBox(r, input, height, width);
                    if (cornersOnly) {
                        for (const int row : {box.top, box.bottom()}) {
                            input.at(row, box.left) = palette.ink(0);
                            input.at(row, box.right()) = palette.ink(0);
                        }
                    } else {
                        outlineBox(input, box, palette.ink(0));
                    }
                    return GridPair{input, crop(input, withFrame ? box : box.grown(-1))};
                };
            }};
}

} // namespace ttt::synth
