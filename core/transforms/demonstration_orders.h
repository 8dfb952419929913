// Random orders of a task's demonstrations, drawn as the released BBH code of arXiv 2411.07279
// draws them with Python's generator: seeded when a task's items are shuffled, and left running.
// That code loads all 27 tasks first, so that the training orders of each continue from the state
// that the last one and the tasks before it left; the orders of answering come after them all.
// Used by adaptation sets and prompts.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/few_shot_task.h"

#include <vector>

namespace ttt {

// config.adapt.orders orders of the `count` demonstrations that are trained on, as indices from 0.
std::vector<std::vector<int>> trainingOrders(const SolverTask& task, int count,
                                             const RunConfig& config);

// config.decode.orders orders of all demonstrations, the same for every query; the task's own one
// where that is 0. Drawn after the training orders where config.adapt trains on such.
std::vector<std::vector<int>> answeringOrders(const SolverTask& task, const RunConfig& config);

} // namespace ttt
