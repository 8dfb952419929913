// The operations of the editor that need no mouse: each a command of the registry by its id, a name
// for the undo stack, and a function from grid to grid. A table; the page performs them and the
// fuzz test draws from them.
#pragma once

#include "core/tasks/edit/grid_edits.h"

#include <optional>
#include <span>
#include <string>

namespace ttt {

struct EditTarget {
    std::optional<GridBox> selection; // the whole grid where there is none
    uint8_t colour = 1;               // chosen with the left button
    uint8_t other = 0;                // chosen with the right button
};

struct GridOperation {
    std::string id;   // "edit.flip-columns"
    std::string name; // "Flip left to right"
    // The grid afterwards; with sides beyond 30 never, the same where there is nothing to do.
    Grid (*apply)(const Grid& grid, const EditTarget& target);
};

std::span<const GridOperation> gridOperations();

} // namespace ttt
