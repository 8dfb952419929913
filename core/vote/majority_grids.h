// Grids put together from the most frequent rows, and from the most frequent columns, of several
// answers: stand-ins where a vote needs more candidates than there are distinct answers (row and
// column majority of arXiv 2411.07279). Used within core/vote only.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <utility>
#include <vector>

namespace ttt {

// By rows, by columns; `fallback` twice where the answers are not all grids. Of the shapes and rows
// that tie the one that appears last wins.
std::pair<Value, Value> majorityValues(const std::vector<Value>& answers, const Value& fallback);

} // namespace ttt
