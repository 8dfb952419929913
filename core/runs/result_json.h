// result.json: what a run came to, in the shape that the command line promises, and back. Written
// by RunFolderWriter::finish; scores are added here, after the solver has finished, from the tasks'
// answers. Candidates are only counted here; predictions.jsonl holds them.
#pragma once

#include "core/runs/run_result.h"
#include "core/runs/scores.h"

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

// {status, error?, task | tasks, model, seconds, steps, loss, without_ttt, with_ttt, ...}; a run
// over several tasks has "tasks": [{task, without_ttt, with_ttt}] in place of the single ones. A
// test without an attempt says why ("missing"), one asked with fewer demonstrations how many were
// left out ("dropped_demonstrations").
nlohmann::json resultToJson(const RunResult& result, const std::vector<FewShotTask>& tasks);

// The result without candidates; BadInput naming the key that is wrong.
RunResult resultFromJson(const nlohmann::json& document, const std::string& place);

// The scores of one task as result.json holds them; nothing where the truth is not known or the
// task was not answered.
struct StoredScore {
    bool solvedAtOne = false;
    bool solvedAtTwo = false;
    double accuracy = 0; // share of the tests right at the first attempt
    double partialAtTwo = 0;
    double cellAccuracy = 0; // mean over the tests
    bool oracle = false;     // every test's truth is among its candidates
    bool ofTexts = false;    // questions answered in words, of which the share right counts
    std::array<int64_t, kTestVerdicts> verdicts{}; // tests by TestVerdict
};
struct StoredTaskScores {
    std::string taskId;
    std::optional<StoredScore> withTtt;
    std::optional<StoredScore> withoutTtt;
};
std::vector<StoredTaskScores> scoresFromJson(const nlohmann::json& document,
                                             const std::string& place);

} // namespace ttt
