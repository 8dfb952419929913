#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Who is pulled: the object in the line's colour, the one of a fixed colour, or the smaller one.
enum class Pulled { LineColour, OneColour, Smaller };

// Two objects joined by a level line, and the right one drawn up to the left one.
std::optional<GridPair> drawScene(Rng& random, const Palette& palette, Pulled pulled, bool blobs,
                                  int room) {
    const int most = std::clamp(room / 2 - 1, 2, 5);
    Colour held = palette.ink(0);
    Colour mover = palette.ink(1);
    if (pulled != Pulled::OneColour) {
        held = palette.any(random);
        mover = palette.any(random);
        if (pulled == Pulled::LineColour && held == mover) return std::nullopt;
    }
    const Colour rope = pulled == Pulled::LineColour ? mover : palette.ink(2);
    if (pulled == Pulled::Smaller && (held == rope || mover == rope)) return std::nullopt;
    const auto drawObject = [&](Colour colour) {
        const int height = random.between(1, most);
        const int width = random.between(1, most);
        return blobs ? drawBlob(random, height, width, colour)
                     : solidRectangle(height, width, colour);
    };
    const Grid left = drawObject(held);
    const Grid right = drawObject(mover);
    if (solidCount(left) < 2 || solidCount(right) < 2) return std::nullopt;
    if (pulled == Pulled::Smaller && solidCount(right) >= solidCount(left)) return std::nullopt;
    const int leftRow = random.below(left.height());
    const int rightRow = random.below(right.height());
    const int gap = random.between(1, 6);
    const int row = std::max(leftRow, rightRow);
    const int width = left.width() + gap + right.width();
    const int height = row + std::max(left.height() - leftRow, right.height() - rightRow);
    // A tip of the rope's colour would look like a piece of rope.
    const int edge = solidCount(crop(right, columnOf(right, 0)));
    if (pulled == Pulled::LineColour && edge < 2) return std::nullopt;
    if (width > room || left.at(leftRow, left.width() - 1) == kClear ||
        right.at(rightRow, 0) == kClear) {
        return std::nullopt;
    }
    GridPair scene{Grid(height, width, kClear), Grid(height, width, kClear)};
    fillBox(scene.input, {row, left.width(), 1, gap}, rope);
    paste(scene.input, left, row - leftRow, 0);
    paste(scene.input, right, row - rightRow, left.width() + gap);
    paste(scene.output, left, row - leftRow, 0);
    paste(scene.output, right, row - rightRow, left.width());
    return scene;
}

} // namespace

RuleFamily reelIn() {
    return {.name = "reel_in",
            .group = "move",
            .description = "An object tied to another one by a line is pulled up to it",
            .variants = 12,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Pulled pulled = static_cast<Pulled>(random.below(3));
                const Palette palette =
                    drawPalette(random, pulled == Pulled::OneColour ? 3 : random.between(3, 5));
                const bool blobs = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    const int room = std::min(input.height(), input.width());
                    int placed = 0;
                    for (int i = 3 * drawCount(r, limits, input, 1, 4); i > 0; --i) {
                        const auto level = drawScene(r, palette, pulled, blobs, room);
                        if (!level) continue;
                        const GridPair scene = turned(*level, r.below(kSymmetries));
                        const auto spot = findFreeSpot(r, input, scene.input, palette.background);
                        if (!spot) continue;
                        paste(input, scene.input, *spot);
                        paste(output, scene.output, *spot);
                        ++placed;
                    }
                    if (placed == 0) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
