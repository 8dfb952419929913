// What a run would see and cost, without running it: the adaptation set, an episode token by token,
// memory and time.
#pragma once

#include "core/api/engine.h"
#include "core/engine/task_reading.h"

namespace ttt {

EpisodePreview previewEpisodes(const SolverTask& task, const RunConfig& config,
                               const TaskCodec& codec);

TokenInspection inspectEpisode(const Episode& episode, const RunConfig& config,
                               const TaskReading& reading);

// The first view of a test; empty where none fits in config.task.maxTokens.
TokenInspection inspectPrompt(const SolverTask& task, int test, const RunConfig& config,
                              const TaskReading& reading);

// tokensPerSecond: training speed measured on this machine, 0 where there is none yet.
CostEstimate estimateCost(const SolverTask& task, const RunConfig& config, const TaskCodec& codec,
                          const ModelInfo& model, double tokensPerSecond);

} // namespace ttt
