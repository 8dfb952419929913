#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

struct Fit {
    Grid shape;
    Cell from;
    Cell to;
    Colour colour;
};

// A shape of at least two cells that is not among those drawn so far; empty if none turns up.
Grid drawNewShape(Rng& random, std::vector<Grid>& known, int most) {
    for (int i = 0; i < 10; ++i) {
        Grid shape = drawBlob(random, random.between(1, most), random.between(1, most), 1);
        if (shape.area() == 1 || std::ranges::find(known, shape) != known.end()) {
            continue;
        }
        known.push_back(shape);
        return shape;
    }
    return Grid();
}

// Adds a block with a hole of the shape, its rim up to `thickest` cells wide; returns where the
// hole is.
std::optional<Cell> addBlock(Rng& random, Grid& grid, const Grid& shape, Colour colour,
                             Colour empty, int thickest) {
    const Cell hole{random.between(1, thickest), random.between(1, thickest)};
    Grid block(hole.row + shape.height() + random.between(1, thickest),
               hole.column + shape.width() + random.between(1, thickest), colour);
    paste(block, painted(shape, empty), hole);
    const auto spot = findFreeSpot(random, grid, block, empty);
    if (!spot) return std::nullopt;
    paste(grid, block, *spot);
    return *spot + hole;
}

} // namespace

RuleFamily plugHoles() {
    return {.name = "plug_holes",
            .group = "move",
            .description = "A loose piece that has the shape of a block's hole moves into the hole",
            .variants = 30,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const bool stays = random.chance(0.25); // the hole is filled with a copy
                const bool ownColour = random.chance(0.8);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const Grid canvas = drawCanvas(r, limits, empty, 8);
                    GridPair pair{canvas, canvas, 3};
                    const int most = std::min(canvas.height(), canvas.width()) < 10 ? 2 : 3;
                    std::vector<Grid> known;
                    std::vector<Fit> fits;
                    for (int i = drawCount(r, limits, canvas, 2, 9); i > 0; --i) {
                        const Grid shape = drawNewShape(r, known, most);
                        if (shape.empty()) break;
                        // Some blocks are without their piece, some pieces without a hole.
                        const int missing = known.size() == 1 ? 0 : r.below(5);
                        std::optional<Cell> hole, loose;
                        if (missing != 1) {
                            hole = addBlock(r, pair.input, shape, palette.ink(1), empty, most - 1);
                        }
                        const Colour colour = palette.any(r, 2);
                        if (missing != 2) {
                            loose = findFreeSpot(r, pair.input, shape, empty);
                        }
                        if (loose) paste(pair.input, painted(shape, colour), *loose);
                        pair.cases |= (hole && !loose ? 4U : 0U) | (loose && !hole ? 8U : 0U);
                        if (hole && loose) fits.push_back({shape, *loose, *hole, colour});
                    }
                    pair.output = pair.input;
                    for (const Fit& fit : fits) {
                        if (!stays) paste(pair.output, painted(fit.shape, empty), fit.from);
                        const Colour colour = ownColour ? fit.colour : palette.ink(0);
                        paste(pair.output, painted(fit.shape, colour), fit.to);
                    }
                    return pair;
                };
            }};
}

} // namespace ttt::synth
