// The vote of the released code of arXiv 2411.07279 (ekinakyurek/marc, arclib/voting.py), whose
// outcome depends on the order of a Python set where counts tie. Differs: ties are resolved by
// order of appearance, which is always one of that code's possible outcomes. Used by vote.cpp.
#pragma once

#include "core/tasks/candidate.h"

#include <vector>

namespace ttt {

// The three candidates of a group of answers, repeats allowed: the three most frequent; where there
// are not enough of them, the grid of the most frequent rows, then of the most frequent columns.
// Empty for no answers. Texts have no rows: the most frequent one takes their place.
std::vector<Value> threeCandidates(const std::vector<Value>& answers);

// Three candidates of all answers together and of each view, then the three candidates of these.
// Views other than identity and the inverses of the released five transforms count among all
// answers only. Three times a grid of one black cell for no answers.
std::vector<Value> hierarchicalVote(const std::vector<Candidate>& candidates);

} // namespace ttt
