// What differs between a predicted and a true grid: sizes first, then cells where both exist. Used
// by GridView for its marks and by pages for their captions; scores are core/runs' business.
#pragma once

#include "core/tasks/grid.h"

#include <QString>
#include <vector>

namespace ttt {

struct GridDiff {
    bool sameSize = true;
    int wrongCells = 0;      // where both grids have a cell
    std::vector<bool> wrong; // one a predicted cell, row-major; false outside the true grid
    QString text; // "exactly right", "12 of 100 cells differ", "size 9×9, expected 10×10"
    bool exact() const { return sameSize && wrongCells == 0; }
};

GridDiff compareGrids(const Grid& predicted, const Grid& expected);

// The same between two versions of a grid: "unchanged", "3 of 100 cells changed", "was 9×9".
GridDiff changedCells(const Grid& now, const Grid& before);

// "10×12": rows by columns.
QString sizeText(const Grid& grid);

} // namespace ttt
