// Prompts in a model's key-value cache: filled once, then extended position by position while
// answers are decoded, or by whole answers when they are scored. Each prompt has slots of its own.
#pragma once

#include "core/models/language_model.h"
#include "core/tokens/task_codec.h"

#include <cstdint>
#include <span>
#include <vector>

namespace ttt {

// One answer in progress: where it stands in the cache and what may follow.
struct CachePlace {
    int64_t slot = 0;
    int64_t length = 0; // positions in the cache
};

class DecodeSession {
public:
    // Room for `answerTokens` positions after the longest prompt; `copies` slots a prompt.
    DecodeSession(const LanguageModel& model, const TaskCodec& codec,
                  std::span<const Prompt> prompts, int64_t copies, int64_t answerTokens);

    // The place of copy `copy` of prompt `prompt`, right after the prompt.
    CachePlace start(size_t prompt, int64_t copy = 0) const;

    // Reads one new position of each grammar at its place, which moves on by one. Returns float32
    // logits [L, V] on the CPU.
    at::Tensor step(std::span<const AnswerGrammar* const> grammars, std::span<CachePlace> places);

    // log p(answer | prompt) of one answer for each prompt, in nats, summed over its positions.
    std::vector<double> score(std::span<const Prompt> prompts, std::span<const Value> answers);

private:
    void fill(std::span<const Prompt> prompts);

    const LanguageModel& model_;
    const TaskCodec& codec_;
    int64_t copies_;
    std::vector<int64_t> promptLengths_;
    DecodeCache cache_;
};

} // namespace ttt
