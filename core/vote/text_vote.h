// The vote as the text of arXiv 2411.07279 words it: up to three distinct answers of every view,
// filled up by row and column majority, then the most frequent of all these, identity first where
// they tie. Unlike the released code every view counts alike. Used by vote.cpp.
#pragma once

#include "core/tasks/candidate.h"

#include <vector>

namespace ttt {

// Best first; empty for no candidates.
std::vector<Value> textVote(const std::vector<Candidate>& candidates);

} // namespace ttt
