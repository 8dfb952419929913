// One run of the scripted engine, event by event. Used by scripted_engine.cpp only.
#pragma once

#include "core/api/scripted_engine.h"

namespace ttt {

// Steps that a config asks for; 20 where it counts in epochs.
int64_t scriptedSteps(const RunConfig& config);

class ScriptedRun {
public:
    ScriptedRun(const RunRequest& request, ModelInfo model, ScriptedOptions options,
                const RunObserver& observer, std::stop_token stop);
    RunResult play();

private:
    using Clock = std::chrono::steady_clock;

    void begin(Phase phase);
    void wait(std::chrono::microseconds delay) const;
    void train();
    void showSnapshots(int64_t step);
    void showInterimAnswers(int64_t step);
    void answerAll(bool withTtt);
    std::optional<std::vector<TestAnswer>> answerTask(const SolverTask& task, bool withTtt);
    TestAnswer answerTest(const SolverTask& task, int test, bool withTtt);
    void announce(const std::string& taskId, bool withTtt, const std::vector<TestAnswer>& answers);
    void writeAdapter() const;
    double elapsedSeconds() const;

    const RunRequest& request_;
    ModelInfo model_;
    ScriptedOptions options_;
    const RunObserver& observer_;
    std::stop_token stop_;
    Clock::time_point start_ = Clock::now();
    int64_t plannedSteps_;
    RunResult result_;
};

} // namespace ttt
