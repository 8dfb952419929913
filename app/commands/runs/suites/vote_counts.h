// How many tasks of a finished suite each vote rule would have solved, counted on the candidates
// that its runs stored. Used by the command sweep.
#pragma once

#include "core/runs/suites/sweep.h"

namespace ttt {

// NotFound naming the known rules for one that is neither a vote rule nor "oracle".
void requireVoteRules(const std::vector<SweepVote>& votes);

// [{rule, solved, tasks, published?}] at two attempts; empty where the suite has not begun.
// "oracle": the true output is among the candidates of each test. "rescored": the attempts that the
// runs chose, where that was their rule.
nlohmann::json voteCounts(const std::filesystem::path& suiteFolder,
                          const std::vector<SweepVote>& votes);

} // namespace ttt
