// Peak of a process's memory in a run, or of a GPU's tensors, before it starts. The factors were
// measured with the models that are shipped and SmolLM2-135M; tests compare estimates with peaks.
#pragma once

#include "core/api/engine.h"
#include "core/tokens/task_codec.h"

#include <span>

namespace ttt {

struct StepSize {
    int64_t episodeTokens = 0; // in the mean
    int64_t episodes = 0;
};

// While training takes steps of that size.
int64_t trainingMemory(const RunConfig& config, const ModelInfo& model, const StepSize& step,
                       bool onGpu);

// While the task is answered, with or without training before. views: prompts of its first test.
int64_t answeringMemory(const SolverTask& task, std::span<const Prompt> views,
                        const RunConfig& config, const TaskCodec& codec, const ModelInfo& model,
                        bool onGpu);

} // namespace ttt
