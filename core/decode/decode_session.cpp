#include "core/decode/decode_session.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>

namespace ttt {

DecodeSession::DecodeSession(const LanguageModel& model, const TaskCodec& codec,
                             std::span<const Prompt> prompts, int64_t copies, int64_t answerTokens)
    : model_(model), codec_(codec), copies_(copies) {
    for (const Prompt& prompt : prompts) promptLengths_.push_back(codec.countTokens(prompt));
    const int64_t longest = std::ranges::max(promptLengths_);
    cache_ = model.makeCache(static_cast<int64_t>(prompts.size()) * copies, longest + answerTokens);
    fill(prompts);
}

void DecodeSession::fill(std::span<const Prompt> prompts) {
    // One prompt at a time bounds memory; the matrices are large enough as it is.
    for (size_t i = 0; i < prompts.size(); ++i) {
        const TokenSequence sequence = codec_.encode(prompts[i]);
        const PackedBatch batch = packSequences(std::span(&sequence, 1), model_.device());
        const int64_t slot = static_cast<int64_t>(i) * copies_;
        model_.extend(batch, {slot}, {0}, cache_);
        for (KeyValueCache& layer : cache_.layers) {
            for (int64_t copy = 1; copy < copies_; ++copy) {
                for (const at::Tensor& tensor : {layer.keys, layer.values}) {
                    tensor.select(0, slot + copy)
                        .narrow(1, 0, promptLengths_[i])
                        .copy_(tensor.select(0, slot).narrow(1, 0, promptLengths_[i]));
                }
            }
        }
    }
}

CachePlace DecodeSession::start(size_t prompt, int64_t copy) const {
    return {static_cast<int64_t>(prompt) * copies_ + copy, promptLengths_[prompt]};
}

at::Tensor DecodeSession::step(std::span<const AnswerGrammar* const> grammars,
                               std::span<CachePlace> places) {
    const at::NoGradGuard noGrad;
    std::vector<TokenSequence> sequences(grammars.size());
    std::vector<int64_t> slots;
    std::vector<int64_t> starts;
    for (size_t i = 0; i < grammars.size(); ++i) {
        grammars[i]->appendPosition(sequences[i]);
        slots.push_back(places[i].slot);
        starts.push_back(places[i].length++);
    }
    const PackedBatch batch = packSequences(sequences, model_.device());
    const at::Tensor hidden = model_.extend(batch, slots, starts, cache_);
    return model_.logits(hidden, false).to(at::kFloat).cpu();
}

std::vector<double> DecodeSession::score(std::span<const Prompt> prompts,
                                         std::span<const Value> answers) {
    const at::NoGradGuard noGrad;
    std::vector<TokenSequence> sequences;
    std::vector<int64_t> slots;
    std::vector<int64_t> starts;
    for (size_t i = 0; i < prompts.size(); ++i) {
        sequences.push_back(codec_.encodeAnswer(prompts[i], answers[i]));
        slots.push_back(start(i).slot);
        starts.push_back(promptLengths_[i]);
    }
    const PackedBatch batch = packSequences(sequences, model_.device());
    const at::Tensor hidden = model_.extend(batch, slots, starts, cache_);
    const at::Tensor each =
        targetLogProbabilities(model_, hidden, batch.targets).to(at::kDouble).cpu();
    std::vector<double> sums;
    int64_t row = 0;
    for (const TokenSequence& sequence : sequences) {
        const auto asked =
            std::ranges::count_if(sequence.targets, [](int32_t t) { return t != kNoTarget; });
        sums.push_back(each.narrow(0, row, asked).sum().item<double>());
        row += asked;
    }
    return sums;
}

} // namespace ttt
