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

// A question answered in words whose right answer is known; not answered counts as wrong.
struct AnsweredQuestion {
    std::string question;
    bool withTtt = false; // right at the first attempt
    bool withoutTtt = false;
};

// One task under one seed.
struct TaskOutcome {
    std::string taskId; // qualified
    std::string level;
    int side = 0; // longest of its grids; 0 of a task of texts
    int tests = 0;
    bool truthKnown = false; // all of its tests' outputs
    int64_t seed = 0;
    std::optional<RunStatus> status; // absent where it has not been run
    std::filesystem::path runFolder; // of its run; empty where it has not been run
    double seconds = 0; // its share of its run's, and of those that were trained together
    std::string error;
    std::vector<TestAnswer> withTtt; // without candidates
    std::vector<TestAnswer> withoutTtt;
    std::optional<StoredScore> withScore;
    std::optional<StoredScore> withoutScore;
    std::vector<AnsweredQuestion> questions; // none of a task of grids

    // What the run came to: with TTT, or without where it had nothing to train.
    const std::optional<StoredScore>& score() const;
    bool hasRight(const AnsweredQuestion& asked) const;

private:
    bool onlyWithout() const { return withTtt.empty() && status == RunStatus::Done; }
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
