// What a run would see, without running it: the adaptation set, an episode and a prompt token by
// token.
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

} // namespace ttt
