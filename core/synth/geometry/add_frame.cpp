#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

RuleFamily addFrame() {
    return {.name = "add_frame",
            .group = "geometry",
            .description = "A frame of a fixed colour around the picture or over its rim",
            .variants = 36,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool outside = random.chance(0.6);
                const int thickness = limits.maxSide >= 8 ? random.between(1, 2) : 1;
                const bool cornersFree = random.chance(0.25);
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const int most = sides.maxSide - (outside ? 2 * thickness : 0);
                    const int least = outside ? 1 : 2 * thickness + 1;
                    const Grid input = drawPattern(r, drawSide(r, sides, least, most),
                                                   drawSide(r, sides, least, most),
                                                   palette.background, palette.inksFrom(1));
                    Grid output = outside ? framed(input, palette.ink(0), thickness) : input;
                    for (int i = 0; i < thickness; ++i) {
                        outlineBox(output, {i, i, output.height() - 2 * i, output.width() - 2 * i},
                                   palette.ink(0));
                    }
                    if (cornersFree) {
                        for (const int row : {0, output.height() - 1}) {
                            output.at(row, 0) = palette.background;
                            output.at(row, output.width() - 1) = palette.background;
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
