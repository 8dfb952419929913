// What a run comes to: status, timings, losses and, per task and test, attempts with and without
// TTT. Scores are added later by scoreTask, after the solver has finished.
#pragma once

#include "core/runs/run_events.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

enum class RunStatus { Done, Stopped, Failed };
const char* nameOf(RunStatus status); // "done", "stopped", "failed"

struct TestAnswer {
    std::vector<Value> attempts; // best first; empty where nothing was predicted
    // The text that each attempt was read from; empty for models that write no text.
    std::vector<std::string> raw = {};
    std::vector<Candidate> candidates;
    // Share of the candidates that agree with the first attempt: the run's own confidence.
    double agreement = 0;
    std::vector<RescoredAnswer> rescored = {}; // by votes; under the rule "rescored" alone
    std::string missing = {};                  // why there is no attempt; empty where there is one
    // Most demonstrations that a view leaves out, as its prompt would be too long with them.
    int64_t droppedDemonstrations = 0;
    bool operator==(const TestAnswer&) const = default;
};

struct TaskAnswers {
    std::string taskId;                 // qualified
    std::vector<TestAnswer> withTtt;    // one a test; empty if the run did not get there
    std::vector<TestAnswer> withoutTtt; // empty if not asked for
};

struct RunSeconds {
    double load = 0;
    double augment = 0;
    double baseline = 0;
    double train = 0;
    double decode = 0;
    double total = 0;
};

struct RunResult {
    RunStatus status = RunStatus::Done;
    std::string error; // why it failed, as shown to the user
    std::string model;
    std::string modelHash;
    std::string device;
    RunSeconds seconds;
    int64_t steps = 0;
    int64_t episodes = 0;
    int64_t trainedTokens = 0;
    int64_t trainedTogether = 1; // runs that shared the passes, and the seconds of training
    // Most that the process had in memory from the run's start to its end or, on a GPU, the tensors
    // there; 0 where it cannot be told.
    int64_t peakMemoryBytes = 0;
    std::optional<double> firstLossNats;
    std::optional<double> lastLossNats;
    std::vector<TaskAnswers> tasks;
    std::vector<InterimAnswer> interim; // in the order of the steps
};

} // namespace ttt
