// A table of equal panels with lines between them, for families that look at one panel at a time.
#pragma once

#include "core/synth/pieces/grids.h"

namespace ttt::synth {

struct Lattice {
    int rows = 1; // of panels
    int columns = 1;
    int height = 1; // of one panel
    int width = 1;
    int gap = 1; // thickness of the lines, 0 for none

    Box panel(int i, int j) const { return {i * (height + gap), j * (width + gap), height, width}; }
    // Panel k in reading order.
    Box panel(int k) const { return panel(k / columns, k % columns); }
    int count() const { return rows * columns; }

    // Panel k filled with cell k of a plan of rows x columns cells.
    Grid showing(const Grid& plan, Colour line) const {
        Grid grid(rows * (height + gap) - gap, columns * (width + gap) - gap, line);
        for (int k = 0; k < count(); ++k) {
            fillBox(grid, panel(k), plan.at(k / columns, k % columns));
        }
        return grid;
    }
    Grid blank(Colour line, Colour background) const {
        return showing(Grid(rows, columns, background), line);
    }
};

} // namespace ttt::synth
