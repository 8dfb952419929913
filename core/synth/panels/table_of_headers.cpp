#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Mode { FigureInColour, Both, Either, OneOnly, EqualColours };

// One panel of the table from the heads of its row and column.
Grid panelOf(const Grid& rowHead, const Grid& columnHead, Mode mode, const Palette& palette) {
    const Colour empty = palette.background;
    Grid panel(rowHead.height(), rowHead.width(), empty);
    if (mode == Mode::EqualColours) return rowHead == columnHead ? rowHead : panel;
    for (const Cell cell : cellsOf(panel)) {
        const bool inRow = colourAt(rowHead, cell) != empty;
        const bool inColumn = colourAt(columnHead, cell) != empty;
        if (mode == Mode::FigureInColour && inColumn) cellOf(panel, cell) = colourAt(rowHead, cell);
        if ((mode == Mode::Both && inRow && inColumn) ||
            (mode == Mode::Either && (inRow || inColumn)) ||
            (mode == Mode::OneOnly && inRow != inColumn)) {
            cellOf(panel, cell) = palette.ink(1);
        }
    }
    return panel;
}

} // namespace

RuleFamily tableOfHeaders() {
    return {.name = "table_of_headers",
            .group = "panels",
            .description = "Each panel of a table follows from the heads of its row and its column",
            .variants = 20,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const Mode mode = static_cast<Mode>(random.below(5));
                const Colour line = random.chance(0.7) ? palette.ink(0) : palette.background;
                const bool solidHeads = mode == Mode::EqualColours;
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int largest = (limits.maxSide + 1) / 3 - 1;
                        const int side =
                            r.between(solidHeads ? 1 : std::min(3, largest), std::min(5, largest));
                        const int most =
                            std::min(solidHeads ? 9 : 6, (limits.maxSide + 1) / (side + 1));
                        const Lattice lattice{r.between(3, most), r.between(3, most), side, side};
                        const auto figure = [&](Colour ink) {
                            return replaceColour(drawRaggedBlob(r, side, side, ink), kClear,
                                                 palette.background);
                        };
                        const auto colour = [&] { return Grid(side, side, palette.any(r, 2)); };
                        std::vector<Grid> columnHeads;
                        Grid input = lattice.blank(line, palette.background);
                        for (int j = 1; j < lattice.columns; ++j) {
                            columnHeads.push_back(solidHeads ? colour() : figure(palette.ink(1)));
                            paste(input, columnHeads.back(), 0, lattice.panel(0, j).left);
                        }
                        Grid output = input;
                        for (int i = 1; i < lattice.rows; ++i) {
                            const Grid head = solidHeads || mode == Mode::FigureInColour
                                                  ? colour()
                                                  : figure(palette.ink(2));
                            paste(input, head, lattice.panel(i, 0).top, 0);
                            paste(output, head, lattice.panel(i, 0).top, 0);
                            for (int j = 1; j < lattice.columns; ++j) {
                                const Box box = lattice.panel(i, j);
                                const Grid& top = columnHeads[static_cast<size_t>(j - 1)];
                                paste(output, panelOf(head, top, mode, palette), box.corner());
                            }
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
