// What the runs of a folder came to, task by task: the common ground of scores, summaries,
// comparisons and submissions. Reads a suite folder or a single run folder, finished or not; runs
// nothing.
#pragma once

#include "core/config/run_config.h"
#include "core/runs/result_json.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

// One task under one seed.
struct TaskOutcome {
    std::string taskId; // qualified
    std::string level;
    int tests = 0;
    bool truthKnown = false; // all of its tests' outputs
    int64_t seed = 0;
    std::optional<RunStatus> status; // absent where it has not been run
    std::filesystem::path runFolder; // of its run; empty where it has not been run
    double seconds = 0;              // of its run
    std::string error;
    std::vector<TestAnswer> withTtt; // without candidates
    std::vector<TestAnswer> withoutTtt;
    std::optional<StoredScore> withScore;
    std::optional<StoredScore> withoutScore;
};

struct OutcomeTable {
    std::filesystem::path folder;
    RunConfig config;
    std::string model;
    std::vector<int64_t> seeds;
    std::vector<std::string> taskIds;  // in the suite's order
    std::vector<TaskOutcome> outcomes; // every task under the first seed, then the next seed
};

// NotFound if it is neither kind of folder.
OutcomeTable readOutcomes(const std::filesystem::path& folder);

} // namespace ttt
