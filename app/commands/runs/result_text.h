// result.json as a person reads it: the predicted grids beside the true ones and what the model
// said without TTT; and summary.json's comparison of the two. Used by the commands run and demo,
// suite and score.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ttt {

// Grids of every test, verdicts above them; task: with its answers. colour: ANSI colours.
std::string drawResult(const nlohmann::json& result, const FewShotTask& task, bool colour);

// drawResult, then status, time, loss and folder in one line each.
std::string resultText(const nlohmann::json& result, const FewShotTask& task, bool colour);

// The levels of a summary's by_level, easy ones first.
std::vector<std::string> levelsInOrder(const nlohmann::json& byLevel);

// What TTT gained and lost in a summary of a suite or run, in one line; empty where either side is
// missing.
std::string pairedText(const nlohmann::json& summary);

} // namespace ttt
