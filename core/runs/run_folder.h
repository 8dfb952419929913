// A run folder: everything a run was and measured, as files that people, scripts, the command line
// and the window read. The writer is fed every event and never overwrites another run; the reader
// accepts a folder of a run that is going on, was killed, or has a half-written last line.
//
//   manifest.json      format, program, task and model hashes, seed, device, threads, versions
//   config.json        the complete config
//   task.json          the task as it was run, with its answers, in the official shape
//   metrics.jsonl      one StepMetrics a line
//   predictions.jsonl  snapshots, candidates, attempts and interim answers, one a line
//   result.json        written at the end (status, seconds, loss, attempts, scores)
//   adapter/           as PEFT reads it; log.txt beside it
#pragma once

#include "core/config/run_config.h"
#include "core/runs/result_json.h"

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct RunManifest {
    int formatVersion = 1;
    std::string programVersion;
    std::string gitHash;
    std::string createdAt;            // ISO 8601, UTC
    std::vector<std::string> taskIds; // qualified
    std::vector<std::string> taskHashes;
    std::string model;
    std::string modelHash;
    int64_t seed = 0;
    std::string device;
    int64_t threads = 0;
    std::string libtorchVersion;
};

// A new, empty folder runs/<date>-<task>-<n> under the user's data folder.
std::filesystem::path newRunFolder(const std::string& taskId);

class RunFolderWriter {
public:
    // Creates the folder; Io or BadInput if it exists and is not empty.
    RunFolderWriter(std::filesystem::path folder, const RunConfig& config,
                    const std::vector<FewShotTask>& tasks, RunManifest manifest);

    // Appends and flushes; call for every event, on the thread that runs the engine.
    void record(const RunEvent& event);
    // Scores the result against the tasks and writes result.json; returns what it wrote.
    nlohmann::json finish(const RunResult& result);

    const std::filesystem::path& folder() const { return folder_; }

private:
    void noteStart(const RunStarted& started);

    std::filesystem::path folder_;
    std::vector<FewShotTask> tasks_;
    RunManifest manifest_;
};

struct StoredRun {
    std::filesystem::path folder;
    RunManifest manifest;
    RunConfig config;
    std::vector<FewShotTask> tasks;
    std::vector<StepMetrics> steps;
    std::vector<PredictionSnapshot> snapshots;
    std::vector<CandidateFound> candidates;
    std::vector<AttemptsChosen> attempts;
    std::vector<InterimAnswer> interim;
    RunResult result;      // status stopped where the run did not finish
    bool finished = false; // result.json is there
};

// Everything; BadInput naming file and line where it is broken beyond its last line.
StoredRun readRunFolder(const std::filesystem::path& folder);

// One line of a list of runs, without reading metrics and predictions.
struct RunSummary {
    std::filesystem::path folder;
    RunManifest manifest;
    RunStatus status = RunStatus::Stopped;
    bool finished = false;
    double totalSeconds = 0;
    std::optional<double> lastLossNats;
    std::optional<bool> solvedWithTtt; // at two attempts; absent where the truth is not known
    std::optional<bool> solvedWithoutTtt;
    // Of a task of texts, which is not solved or unsolved: the share of its questions right at the
    // first attempt, with TTT where it was trained.
    std::optional<double> accuracy;
    std::string problem; // why the folder cannot be read; empty where it can
};
RunSummary readRunSummary(const std::filesystem::path& folder);
// Newest first; a broken folder is an entry with a problem.
std::vector<RunSummary> listRuns(const std::filesystem::path& parent);
void sortNewestFirst(std::vector<RunSummary>& runs);

} // namespace ttt
