// How a model reads tasks: cells for the embedded decoders, the text of a prompt format for
// language models. Chosen once for a run, a preview or an estimate.
#pragma once

#include "core/engine/model_store.h"
#include "core/tokens/prompt_format.h"
#include "core/tokens/task_codec.h"

#include <memory>
#include <span>

namespace ttt {

struct TaskReading {
    std::shared_ptr<const TaskCodec> codec;
    const PromptFormat* format = nullptr; // of a language model
};

// For config.run.model, config.task.format and config.decode. BadInput for a task of texts and a
// model that reads cells, and for a format that does not go with the kind of task.
TaskReading readingOf(ModelStore& store, const RunConfig& config, bool grids);

// Whether the tasks of one run are grids. BadInput for none, for both kinds together, and for one
// without demonstrations where config needs them.
bool areGrids(std::span<const SolverTask> tasks, const RunConfig& config);

// Where config.task.holdOut names no demonstration of a task to train on; else empty.
std::string remarkOnHoldOut(const SolverTask& task, const RunConfig& config);

} // namespace ttt
