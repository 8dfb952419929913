// What an engine tells its observer while it runs: plain values, never tensors, copied freely
// between threads. The run folder records them all; the window shows them as they come.
#pragma once

#include "core/tasks/candidate.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace ttt {

enum class Phase { Loading, Augmenting, Training, Baseline, Predicting, Voting, Finished };
const char* nameOf(Phase phase); // "loading", "augmenting"...

struct RunStarted {
    std::vector<std::string> taskIds;
    std::string model;
    std::string device;
    int64_t plannedSteps = 0;
    int64_t episodes = 0;
    int64_t trainableParameters = 0;
    // For the manifest; empty or 0 where the engine does not know.
    std::string modelHash;
    std::string libtorchVersion;
    int64_t threads = 0;
};

struct PhaseChanged {
    Phase phase = Phase::Loading;
    double elapsedMs = 0; // since the start of the run
};

struct StepMetrics {
    int64_t step = 0; // from 1
    double lossNats = 0;
    double heldOutLossNats = std::numeric_limits<double>::quiet_NaN(); // NaN where not measured
    double learningRate = 0;
    double gradientNorm = 0;
    int64_t tokens = 0;   // of this step
    double elapsedMs = 0; // since the start of training
};

// An answer under the identity view after some optimizer step, to be scrubbed through.
struct PredictionSnapshot {
    int64_t step = 0; // 0: before the first step
    std::string taskId;
    int test = 0;
    Candidate candidate;
};

// A candidate of the final answer; step is 0 for the answers without TTT.
struct CandidateFound {
    int64_t step = 0;
    std::string taskId;
    int test = 0;
    bool withTtt = true;
    Candidate candidate;
};

// The vote's outcome for one test.
struct AttemptsChosen {
    std::string taskId;
    int test = 0;
    bool withTtt = true;
    std::vector<Value> attempts;               // best first
    std::vector<RescoredAnswer> rescored = {}; // by votes; under the rule "rescored" alone
};

// What the views say while training goes on, voted as at its end.
struct InterimAnswer {
    int64_t step = 0;
    std::string taskId;
    int test = 0;
    std::vector<Value> attempts; // best first
    double agreement = 0;        // share of the views that give the first one
};

struct LogMessage {
    std::string text;
};

using RunEvent = std::variant<RunStarted, PhaseChanged, StepMetrics, PredictionSnapshot,
                              CandidateFound, AttemptsChosen, InterimAnswer, LogMessage>;
// Called on the thread that runs the engine.
using RunObserver = std::function<void(const RunEvent&)>;

} // namespace ttt
