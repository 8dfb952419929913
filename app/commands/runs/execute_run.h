// One run from a valid config to a finished run folder: checks first, so that nothing is written
// for a mistake, then the engine's events go into the folder and to an observer. Used by the
// commands run and suite.
#pragma once

#include "app/commands/command.h"
#include "core/runs/run_folder.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ttt {

// Throws BadInput or NotFound for a config, model or device that no run can start with; returns
// what is known of the model.
ModelInfo requireRunnable(Engine& engine, const RunConfig& config);

struct RunJob {
    std::vector<FewShotTask> tasks;
    RunConfig config;
    std::filesystem::path folder;    // missing or empty
    std::filesystem::path adapterIn; // answer with this adapter, no training; empty: train
    std::filesystem::path baselines; // see RunRequest
    std::string modelHash;
};

// The same of a job with its tasks and its adapter, for which no folder need be given yet.
ModelInfo requireRunnable(Engine& engine, const RunJob& job);

// Returns result.json as written. A failure of the run is in it, as status and error; only what
// keeps the folder from being written is thrown.
nlohmann::json executeRun(Engine& engine, const RunJob& job, const RunObserver& observer,
                          std::stop_token stop);

// Several runs of one config, which may share the passes of their training; one result a job. The
// observer is told of every run's events.
std::vector<nlohmann::json> executeTogether(Engine& engine, const std::vector<RunJob>& jobs,
                                            const RunObserver& observer, std::stop_token stop);

} // namespace ttt
