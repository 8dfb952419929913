// The answers that a question in text may be chosen from, where they are a short list: what the
// engine scores one by one, so that a run shows how likely each was before and after training.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <string>
#include <vector>

namespace ttt {

// 'True' and 'False' of "Answer with only 'True' or 'False'."
std::vector<std::string> quotedWords(const std::string& text);

// "(A)", "(B)"... as far as the question names them; the words that the answer format quotes; or,
// for a task with a known number of choices, the demonstrations' distinct answers. Empty where
// answers are free.
std::vector<std::string> optionsOf(const TextForm& form, const std::vector<Example>& demonstrations,
                                   const Value& question);

// The share of each option among all of them, from log-probabilities in nats; empty for none.
std::vector<double> sharesOf(const std::vector<double>& logProbabilities);

} // namespace ttt
