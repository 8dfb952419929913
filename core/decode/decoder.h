// Answers to prompts: batches them within a token budget, runs their lanes in lockstep, and scores
// given answers. Called by the engine, for every model that has a codec.
#pragma once

#include "core/decode/decode_strategy.h"

#include <stop_token>

namespace ttt {

// In the order of the prompts; fewer where stop was requested.
std::vector<DecodedAnswer> decodePrompts(const LanguageModel& model, const TaskCodec& codec,
                                         std::span<const Prompt> prompts,
                                         const DecodeConfig& config, uint64_t seed,
                                         const std::stop_token& stop);

// [answers][prompts]: log p of each answer, given as it reads under each prompt, in nats. Shorter
// where stop was requested.
std::vector<std::vector<double>> scoreAnswers(const LanguageModel& model, const TaskCodec& codec,
                                              std::span<const Prompt> prompts,
                                              std::span<const std::vector<Value>> answers,
                                              const std::stop_token& stop);

} // namespace ttt
