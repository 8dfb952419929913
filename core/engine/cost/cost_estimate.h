// Memory and time of a run before it starts, from what earlier runs on this machine took.
#pragma once

#include "core/api/engine.h"
#include "core/engine/cost/machine_speeds.h"
#include "core/tokens/task_codec.h"

namespace ttt {

// onGpu: where the config's device leads. Seconds without loading; those of the answers without TTT
// count even where they are kept from an earlier run.
CostEstimate estimateCost(const SolverTask& task, const RunConfig& config, const TaskCodec& codec,
                          const ModelInfo& model, const MachineSpeed& speed, bool onGpu);

// Of a run that is done, counted in the same way.
MachineSpeed measuredSpeed(const RunRequest& request, const RunResult& result,
                           const TaskCodec& codec, const ModelInfo& model);

} // namespace ttt
