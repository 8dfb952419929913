#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/rays/families.h"

namespace ttt::synth {

namespace {

// The way from the middle of the box to the cell: {-1, 0} at the upper side, {1, 1} in a corner.
Cell sideOf(Cell cell, Box box) {
    const auto sign = [](int x) { return (x > 0) - (x < 0); };
    return {sign(2 * (cell.row - box.top) - box.height + 1),
            sign(2 * (cell.column - box.left) - box.width + 1)};
}

// Paints the cells that `moving` passes on its way to the border; the number of steps that could
// be seen, or -1 where the trail meets something.
int paintTrail(Grid& output, Box block, const std::vector<Cell>& moving, Cell step,
               Colour background, Colour colour) {
    Grid trail(output.height(), output.width(), kClear);
    for (int k = 1;; ++k) {
        bool seen = false;
        for (const Cell from : moving) {
            const Cell cell = from + k * step;
            if (!inside(output, cell)) continue;
            seen = true;
            if (block.contains(cell) || colourAt(trail, cell) != kClear) continue;
            if (colourAt(output, cell) != background) return -1;
            cellOf(trail, cell) = cellOf(output, cell) = colour;
        }
        if (!seen) return k - 1;
    }
}

} // namespace

RuleFamily trailToMark() {
    return {
        .name = "trail_to_mark",
        .group = "rays",
        .description = "Each block leaves a trail to the border, towards its marked corner or side",
        .variants = 60,
        .leastSide = 7,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(3, 5));
            const int side = random.between(2, 3);
            const bool sideMarks = side == 3 && random.chance(0.6);
            const int trail = random.below(3); // the block's colour, the mark's, a new one
            const bool markStays = random.chance(0.5);
            const bool thin = random.chance(0.3); // only the mark leaves a trail
            const bool away = !thin && random.chance(0.3);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                Grid input = drawCanvas(r, limits, empty, 2 * side + 1);
                for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
                    Grid block = solidRectangle(side, side, palette.any(r, 2));
                    block.at(0, sideMarks && r.chance(0.5) ? 1 : 0) = palette.ink(0);
                    placeFreely(r, input, applySymmetry(block, r.below(4)), empty);
                }
                Grid output = input;
                uint64_t cases = 0;
                for (const auto& block :
                     findComponents(input, empty, Connect::Straight, Mix::AnyColours)) {
                    Colour own = 0;
                    Cell mark;
                    for (const Cell cell : block.cells) {
                        if (colourAt(input, cell) == palette.ink(0)) {
                            mark = cell;
                        } else {
                            own = colourAt(input, cell);
                        }
                    }
                    const Cell toMark = sideOf(mark, block.box);
                    if (!markStays) cellOf(output, mark) = own;
                    const std::vector<Cell> moving = thin ? std::vector<Cell>{mark} : block.cells;
                    const Colour colour = trail == 0 ? own : palette.ink(trail - 1);
                    if (paintTrail(output, block.box, moving, (away ? -1 : 1) * toMark, empty,
                                   colour) < 2) {
                        return std::nullopt;
                    }
                    if (sideMarks) cases |= toMark.row != 0 && toMark.column != 0 ? 1 : 2;
                }
                return GridPair{input, output, cases};
            };
        }};
}

} // namespace ttt::synth
