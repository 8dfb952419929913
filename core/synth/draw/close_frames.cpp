#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Takes away what is missing of a frame: all but the corners (0), all but hooks in the corners (1),
// or some cells (2). False if nothing is missing.
bool breakFrame(Rng& random, Grid& frame, int style) {
    const int lastRow = frame.height() - 1, lastColumn = frame.width() - 1;
    bool broken = false;
    const double share = 0.15 + 0.35 * random.uniform();
    for (int i = 0; i <= lastRow; ++i) {
        for (int j = 0; j <= lastColumn; ++j) {
            const int away = std::min(i, lastRow - i) + std::min(j, lastColumn - j);
            if (frame.at(i, j) == kClear || away == 0) continue;
            if (style == 2 ? !random.chance(share) : away <= style) continue;
            frame.at(i, j) = kClear;
            broken = true;
        }
    }
    return broken;
}

} // namespace

RuleFamily closeFrames() {
    return {.name = "close_frames",
            .group = "draw",
            .description = "Frames of which parts (or all but the corners) are missing are closed",
            .variants = 120,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const int style = random.below(3);
                const bool ownColour = random.chance(0.4);
                const bool filled = random.chance(0.35);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    // Corners of two frames of one colour could be taken for those of a third.
                    std::vector<Colour> colours = palette.inksFrom(2);
                    r.shuffle(colours);
                    const int least = style == 1 ? 4 : 3;
                    const int most =
                        std::max(least, std::min(input.height(), input.width()) * 2 / 3);
                    for (int i = drawCount(r, limits, input, 1, 6); i > 0; --i) {
                        if (colours.empty()) break;
                        const Colour colour = style == 2 ? palette.any(r, 2) : colours.back();
                        Grid frame =
                            hollowRectangle(r.between(least, most), r.between(least, most), colour);
                        const auto spot = findFreeSpot(r, output, frame, palette.background);
                        if (!spot || !breakFrame(r, frame, style)) continue;
                        if (style != 2) colours.pop_back();
                        const Box box = boxOf(frame, *spot);
                        if (filled) fillBox(output, box, palette.ink(1));
                        outlineBox(output, box, ownColour ? colour : palette.ink(0));
                        paste(output, frame, box.corner());
                        paste(input, frame, box.corner());
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
