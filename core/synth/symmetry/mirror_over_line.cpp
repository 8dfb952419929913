#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily mirrorOverLine() {
    return {.name = "mirror_over_line",
            .group = "symmetry",
            .description = "The figure on one side of the line is mirrored to the other side",
            .variants = 18,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int style = random.below(3); // mirror, mirror and erase, shift a copy over
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int half = (drawSide(r, limits, 5) - 1) / 2;
                        const int height = drawSide(r, limits, 3);
                        const Colour line = palette.ink(0);
                        const Grid blank(height, half, palette.background);
                        Grid picture = blank;
                        const std::vector<Colour> inks = palette.inksFrom(1);
                        const int wide = std::min(half, 6);
                        placeFreely(r, picture,
                                    colouredAtRandom(r,
                                                     drawBlob(r, r.between(1, std::min(height, 6)),
                                                              r.between(1, wide), inks[0]),
                                                     inks),
                                    palette.background);
                        const Grid image = style == 2 ? picture : applySymmetry(picture, 4);
                        const Grid& left = style == 1 ? blank : picture;
                        return GridPair{beside(picture, blank, line), beside(left, image, line)};
                    });
            }};
}

} // namespace ttt::synth
