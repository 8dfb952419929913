// A task as a run asks it: where its demonstrations are drawn by seed from a list of items, the
// config says which and how many. Called before a run, a preview and by suites.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/few_shot_task.h"

namespace ttt {

// Any other task as it is.
FewShotTask askedTask(const FewShotTask& task, const RunConfig& config);

} // namespace ttt
