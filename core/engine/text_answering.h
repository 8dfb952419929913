// Answers of language models: the prompts of all queries are decoded in one go, so that what they
// begin with, the instruction and the demonstrations, is computed once (the released BBH code of
// arXiv 2411.07279 computes it for every question). Called by answerTask and for snapshots.
#pragma once

#include "core/engine/answering.h"

namespace ttt {

// As answerTask. A candidate whose text holds no answer (a grid that cannot be read) is left out.
std::vector<TestAnswer> answerInText(const AnsweringModel& with, const SolverTask& task,
                                     const RunConfig& config, const CandidateObserver& observer,
                                     const std::stop_token& stop);

struct TestCandidate {
    int test = 0;
    Candidate candidate;
};
// The greedy answers of the first `tests` queries under their first prompt, to watch training.
std::vector<TestCandidate> answerPlainlyInText(const AnsweringModel& with, const SolverTask& task,
                                               size_t tests, const RunConfig& config,
                                               const std::stop_token& stop);

} // namespace ttt
