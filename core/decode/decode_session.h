// Prompts in a model's key-value cache: filled once, then extended position by position while
// answers are decoded, or by whole answers when they are scored. Each prompt has slots of its own;
// what all prompts begin with is computed and kept once for all of them.
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
    int64_t length = 0; // positions in the slot, the common beginning left out
};

// The longest common beginning that may be cut off: none of its positions sees beyond it.
int64_t commonPrefix(std::span<const TokenSequence> sequences);

class DecodeSession {
public:
    // prompts: as codec.encode has them. Room for `answerTokens` positions after the longest;
    // `copies` slots a prompt.
    DecodeSession(const LanguageModel& model, std::span<const TokenSequence> prompts,
                  int64_t copies, int64_t answerTokens);

    // The place of copy `copy` of prompt `prompt`, right after the prompt.
    CachePlace start(size_t prompt, int64_t copy = 0) const;

    // Reads new positions of answers at their places, over whatever was read there before; one
    // sequence a place. Returns float32 logits [all positions, V] on the CPU.
    at::Tensor read(std::span<const TokenSequence> positions, std::span<const CachePlace> places);
    // The next position of each grammar; the places move on by one.
    at::Tensor step(std::span<const AnswerGrammar* const> grammars, std::span<CachePlace> places);

    // log p(answer | prompt) of one answer for each prompt, in nats, summed over its positions;
    // answers as codec.encodeAnswer has them.
    std::vector<double> score(std::span<const TokenSequence> answers);

    int64_t prefixLength() const { return prefix_; }

private:
    void fillPrefix(const TokenSequence& prompt);
    void fill(std::span<const TokenSequence> prompts);
    void copySlot(int64_t from, int64_t to, int64_t length);

    const LanguageModel& model_;
    int64_t copies_;
    int64_t prefix_ = 0;
    std::vector<int64_t> lengths_; // of prompts, without the common beginning
    DecodeCache cache_;
};

} // namespace ttt
