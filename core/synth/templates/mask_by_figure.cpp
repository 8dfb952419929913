#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Answer { Masked, MaskedInverse, LargeInColours };

} // namespace

// A figure made of k x k blocks and a small picture with one colour a block.
RuleFamily maskByFigure() {
    return {.name = "mask_by_figure",
            .group = "templates",
            .description = "A large figure of blocks masks (or is coloured by) the small picture",
            .variants = 4,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const Answer answer = static_cast<Answer>(random.below(3));
                const bool smallGoes = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const int most = std::min(5, (limits.maxSide - 1) / 3);
                    const int side = std::max(r.between(2, std::max(2, most)), std::min(3, most));
                    const int factor = r.between(2, std::clamp(limits.maxSide / side - 1, 2, 4));
                    const int width = (factor + 1) * side + 1;
                    if (width > limits.maxSide) return std::nullopt;
                    Grid input(drawSide(r, limits, factor * side), drawSide(r, limits, width),
                               empty);
                    const Grid plan = drawRaggedBlob(r, side, side, palette.ink(0));
                    const std::vector<Colour> inks = palette.inksFrom(1);
                    const Grid small = drawMosaic(r, side, side, inks);
                    const Cell home{r.between(0, input.height() - factor * side),
                                    r.between(0, input.width() - width)};
                    paste(input, upscale(plan, factor), home);
                    const auto spot = findFreeSpot(r, input, empty, side, side);
                    if (!spot) return std::nullopt;
                    Grid output = input;
                    paste(input, small, *spot);
                    const bool onSolid = answer != Answer::MaskedInverse;
                    Grid masked = small;
                    for (const Cell at : cellsOf(plan)) {
                        if ((colourAt(plan, at) != kClear) != onSolid) cellOf(masked, at) = kClear;
                    }
                    const int turn = r.below(kSymmetries);
                    if (answer == Answer::LargeInColours) {
                        if (!smallGoes) paste(output, small, *spot);
                        paste(output, upscale(masked, factor), home);
                    } else {
                        output = replaceColour(masked, kClear, empty);
                    }
                    return turned(GridPair{input, output}, turn);
                };
            }};
}

} // namespace ttt::synth
