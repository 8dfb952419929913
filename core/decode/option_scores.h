// How likely a model finds each of the answers that a question may be chosen from. Called by the
// engine for text tasks, before and after training, so that a run shows both.
#pragma once

#include "core/models/language_model.h"
#include "core/tasks/candidate.h"
#include "core/tokens/task_codec.h"

#include <span>
#include <stop_token>
#include <vector>

namespace ttt {

// One list a prompt, in the order of optionsOf (core/tasks/text_options.h): log p(option | prompt)
// in nats, summed over its tokens, without the token that ends the answer. Empty lists where
// answers are free, and from where stop was requested. What the prompts begin with is computed once
// for up to `atOnce` of them.
std::vector<std::vector<OptionScore>> scoreOptions(const LanguageModel& model,
                                                   const TaskCodec& codec,
                                                   std::span<const Prompt> prompts,
                                                   const std::stop_token& stop, size_t atOnce = 64);

} // namespace ttt
