#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// The cell that is missing in the rim of a box, and the step that leads out through it.
struct Gap {
    Cell cell;
    Cell out;
};

std::optional<Gap> findGap(const Grid& grid, Box box, Colour background) {
    for (const Cell cell : cellsOf(box)) {
        if (colourAt(grid, cell) != background) continue;
        if (cell.row == box.top) return Gap{cell, {-1, 0}};
        if (cell.column == box.left) return Gap{cell, {0, -1}};
        if (cell.row == box.bottom()) return Gap{cell, {1, 0}};
        if (cell.column == box.right()) return Gap{cell, {0, 1}};
    }
    return std::nullopt;
}

// Paints what leaks out, as one line or a widening cone; false where nothing can be seen of it, or
// where it meets something.
bool pourOut(Grid& output, const Gap& gap, bool widening, Colour background, Colour colour) {
    const Cell across{gap.out.column, gap.out.row};
    cellOf(output, gap.cell) = colour;
    for (int k = 1;; ++k) {
        const Cell middle = gap.cell + k * gap.out;
        if (!inside(output, middle)) return k > 2;
        const int reach = widening ? k - 1 : 0;
        for (int i = -reach; i <= reach; ++i) {
            const Cell cell = middle + i * across;
            if (!inside(output, cell)) continue;
            if (colourAt(output, cell) != background) return false;
            cellOf(output, cell) = colour;
        }
    }
}

} // namespace

RuleFamily leakThroughGap() {
    return {.name = "leak_through_gap",
            .group = "fill",
            .description = "Boxes are filled and leak through their gap to the border",
            .variants = 24,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool fills = random.chance(0.75);
                const bool widening = random.chance(0.4);
                // Without a gap: does not occur, stays empty, is filled alike or in its own colour.
                const int closed = random.below(4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 7);
                    const int most = std::min(input.height(), input.width()) < 9 ? 4 : 6;
                    for (int i = drawCount(r, limits, input, 1, 4); i > 0; --i) {
                        Grid box = hollowRectangle(r.between(3, most), r.between(3, most),
                                                   palette.any(r, 2));
                        if (closed == 0 || r.chance(0.6)) {
                            cellOf(box, {0, r.between(1, box.width() - 2)}) = kClear;
                        }
                        placeFreely(r, input, applySymmetry(box, r.below(4)), empty);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& object : findComponents(input, empty)) {
                        const auto gap = findGap(input, object.box, empty);
                        cases |= gap ? 1 : 2;
                        if (gap ? fills : closed >= 2) {
                            fillBox(output, object.box.grown(-1),
                                    gap || closed == 2 ? palette.ink(0) : palette.ink(1));
                        }
                        if (gap && !pourOut(output, *gap, widening, empty, palette.ink(0))) {
                            return std::nullopt;
                        }
                    }
                    return GridPair{input, output, closed == 0 ? 0 : cases};
                };
            }};
}

} // namespace ttt::synth
