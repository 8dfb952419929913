#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

namespace ttt::synth {

namespace {

// A blob in the right half (or upper right quarter) of a picture that has room for its images, with
// the marker colour along its axes.
Grid drawPart(Rng& random, int reach, const std::vector<Colour>& inks, Colour marker,
              bool quarter) {
    const int width = random.between(quarter ? 2 : 1, reach);
    const int height = random.between(2, quarter ? reach : reach + 1);
    Grid part(quarter ? 2 * height + 1 : height, 2 * width + 1, kClear);
    const Grid blob = drawBlob(random, height, width, inks[0]);
    paste(part, colouredAtRandom(random, blob, inks), 0, width + 1);
    fillBox(part, {0, width, quarter ? height + 1 : height, 1}, marker);
    if (quarter) fillBox(part, {height, width, 1, width + 1}, marker);
    return part;
}

} // namespace

RuleFamily completeHalf() {
    return {.name = "complete_half",
            .group = "symmetry",
            .description = "Half and quarter figures are completed over their marked axis sides",
            .variants = 12,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool quarter = random.chance(0.4);
                const int style = random.below(3); // axis stays, is erased, images in ink 1
                const bool motley = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    const int reach = input.area() < 80 ? 2 : r.between(2, 4);
                    for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
                        std::vector<Colour> inks{palette.any(r, 2)};
                        if (motley) inks = palette.inksFrom(2);
                        const Grid part = drawPart(r, reach, inks, palette.ink(0), quarter);
                        Grid whole(part.height(), part.width(), kClear);
                        for (const int symmetry : {2, 4, 5}) {
                            if (quarter || symmetry == 4) {
                                paste(whole, applySymmetry(part, symmetry));
                            }
                        }
                        if (style == 2) {
                            for (const Colour ink : inks) {
                                whole = replaceColour(whole, ink, palette.ink(1));
                            }
                        }
                        paste(whole, part);
                        if (style == 1) {
                            whole = replaceColour(whole, palette.ink(0), palette.background);
                        }
                        const GridPair figure = turned(GridPair{part, whole}, r.below(4));
                        const auto spot =
                            findFreeSpot(r, output, figure.output, palette.background);
                        if (!spot) continue;
                        paste(input, figure.input, *spot);
                        paste(output, figure.output, *spot);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
