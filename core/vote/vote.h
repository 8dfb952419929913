// The vote: candidates of one test to attempts. Pure functions of the candidates; none of them
// sees the true answer. `hierarchical` is the released code of arXiv 2411.07279
// (arclib/voting.py), made deterministic where that depends on the order of a Python set;
// `hierarchical-text` is the paper's wording.
#pragma once

#include "core/tasks/candidate.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct VoteRule {
    std::string name; // "hierarchical", "hierarchical-text", "flat", "vanilla", "rescored"...
    std::string description;
};
std::span<const VoteRule> voteRules();

// At most `attempts` answers, best first. "rescored" counts votes here (ties by log-probability);
// the engine re-scores the leaders afterwards with attemptsByScore. "majority" and "likeliest" are
// the text baselines: the most frequent answer, ties alphabetically, and the best of the samples.
std::vector<Value> vote(const std::vector<Candidate>& candidates, std::string_view rule,
                        int attempts);

struct Tally {
    Value answer;
    int votes = 0;
    double bestLogProbability = 0;
};
// Distinct answers by votes, then log-probability, then order of appearance.
std::vector<Tally> countVotes(const std::vector<Candidate>& candidates);

// Leaders re-scored by the model: mean log-probability over views plus log of the vote count
// (product of experts, arXiv 2505.07859, with a count prior). One score a tally.
std::vector<Value> attemptsByScore(const std::vector<Tally>& tallies,
                                   const std::vector<double>& meanLogProbability, int attempts);

} // namespace ttt
