// Several runs of one config whose training shares its passes over the frozen model
// (core/adapt/co_training.h); everything else of a run is its own. After training the tasks are
// answered by several threads at once, each with its merged adapter: drafts make an answer few
// passes of many rows, so that a joint pass of several tasks would have little to gain and would
// have to do without merging. The engine calls this for run.together.
#pragma once

#include "core/engine/task_run.h"

#include <vector>

namespace ttt {

// Whether the requests can be run so: LoRA without dropout, of the same config, on a model that
// takes rows of several tasks.
bool canTrainTogether(const std::vector<RunRequest>& requests, const LanguageModel& model);

// One result a request. A run that fails by itself (a loss that is not finite, no episode that
// fits) leaves the others alone; where a joint pass fails, for want of memory, all that took part
// in it fail.
std::vector<RunResult> runTasksTogether(const RunParts& parts,
                                        const std::vector<RunRequest>& requests,
                                        const TogetherObserver& observer,
                                        const std::stop_token& stop);

} // namespace ttt
