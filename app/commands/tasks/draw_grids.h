// Grids side by side on a terminal: two columns a cell on the cell's colour, or digits where there
// is no colour. Used by the commands that show tasks and answers.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct TitledValue {
    std::string title;
    std::optional<Value> value; // nothing: "-"
};

// As many in a row as fit into `columns`.
std::string drawValues(const std::vector<TitledValue>& values, bool colour, int columns = 120);

} // namespace ttt
