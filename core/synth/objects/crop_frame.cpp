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
                                             {palette.inks.begin() + 1, palette.inks.end()});
                    Box box{0, 0, r.between(3, input.height()), r.between(3, input.width())};
                    box.top = r.between(0, input.height() - box.height);
                    box.left = r.between(0, input.width() - box.width);
                    if (cornersOnly) {
                        for (const int row : {box.top, box.top + box.height - 1}) {
                            input.at(row, box.left) = palette.ink(0);
                            input.at(row, box.left + box.width - 1) = palette.ink(0);
                        }
                    } else {
                        outlineBox(input, box, palette.ink(0));
                    }
                    if (withFrame) return GridPair{input, crop(input, box)};
                    return GridPair{input, crop(input, {box.top + 1, box.left + 1, box.height - 2,
                                                        box.width - 2})};
                };
            }};
}

} // namespace ttt::synth
