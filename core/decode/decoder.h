// Answers to prompts: batches them within a token budget, runs their lanes in lockstep, and scores
// given answers. Called by the engine, for every model that has a codec.
#pragma once

#include "core/decode/decode_strategy.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace ttt {

// A guess at a prompt's answer, given the answers decoded so far; nothing where there is none. A
// good one saves time, a bad one changes nothing. Not asked for depth-first decoding.
using DraftAnswer =
    std::function<std::optional<Value>(size_t prompt, std::span<const DecodedAnswer> soFar)>;

// Called for each answer as its batch ends, so in any order of the prompts.
using AnswerObserver = std::function<void(const DecodedAnswer&)>;

// In the order of the prompts; fewer where stop was requested. With `draft`, the first prompt is
// answered before the others, so that its answer can be their draft.
std::vector<DecodedAnswer> decodePrompts(const LanguageModel& model, const TaskCodec& codec,
                                         std::span<const Prompt> prompts,
                                         const DecodeConfig& config, uint64_t seed,
                                         const std::stop_token& stop, const DraftAnswer& draft = {},
                                         const AnswerObserver& observer = {});

// [answers][prompts]: log p of each answer, given as it reads under each prompt, in nats. Shorter
// where stop was requested.
std::vector<std::vector<double>> scoreAnswers(const LanguageModel& model, const TaskCodec& codec,
                                              std::span<const Prompt> prompts,
                                              std::span<const std::vector<Value>> answers,
                                              const std::stop_token& stop);

} // namespace ttt
