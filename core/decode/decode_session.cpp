#include "core/decode/decode_session.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>

namespace ttt {

namespace {

constexpr int64_t kFewestShared = 16;               // positions worth a pass of their own
constexpr int64_t kTokensAtOnce = int64_t{1} << 12; // of a pass over the rest of the prompts

// Positions [begin, end) of a sequence; what they see stays counted from its start.
TokenSequence slice(const TokenSequence& sequence, int64_t begin, int64_t end) {
    TokenSequence part;
    part.features = sequence.features;
    part.axes = sequence.axes;
    const auto copy = [&](const auto& from, auto& to, int64_t width) {
        to.assign(from.begin() + begin * width, from.begin() + end * width);
    };
    copy(sequence.ids, part.ids, sequence.features);
    copy(sequence.positions, part.positions, sequence.axes);
    copy(sequence.visibleEnd, part.visibleEnd, 1);
    copy(sequence.targets, part.targets, 1);
    copy(sequence.lossWeights, part.lossWeights, 1);
    return part;
}

bool agreeAt(const TokenSequence& a, const TokenSequence& b, int64_t t) {
    const auto same = [t](const std::vector<int32_t>& x, const std::vector<int32_t>& y,
                          int64_t width) {
        return std::equal(x.begin() + t * width, x.begin() + (t + 1) * width,
                          y.begin() + t * width);
    };
    return same(a.ids, b.ids, a.features) && same(a.positions, b.positions, a.axes) &&
           same(a.visibleEnd, b.visibleEnd, 1);
}

// What the slots hold is worth a cache of its own where it is text: grids begin in ways of their
// own, and on a GPU their kernel knows no common beginning.
int64_t sharedLength(std::span<const TokenSequence> prompts) {
    if (prompts.size() < 2 || prompts[0].features != 1) return 0;
    const int64_t common = commonPrefix(prompts);
    return common >= kFewestShared ? common : 0;
}

} // namespace

int64_t commonPrefix(std::span<const TokenSequence> sequences) {
    int64_t common = sequences[0].length();
    for (const TokenSequence& other : sequences) {
        common = std::min<int64_t>(common, other.length());
        int64_t t = 0;
        while (t < common && agreeAt(sequences[0], other, t)) ++t;
        common = t;
    }
    int64_t closed = 0;
    int64_t seen = 0;
    for (int64_t t = 0; t < common; ++t) {
        seen = std::max<int64_t>(seen, sequences[0].visibleEnd[static_cast<size_t>(t)]);
        if (seen <= t + 1) closed = t + 1;
    }
    return closed;
}

DecodeSession::DecodeSession(const LanguageModel& model, std::span<const TokenSequence> prompts,
                             int64_t copies, int64_t answerTokens)
    : model_(model), copies_(copies), prefix_(sharedLength(prompts)) {
    for (const TokenSequence& prompt : prompts) lengths_.push_back(prompt.length() - prefix_);
    const int64_t longest = std::ranges::max(lengths_);
    cache_ = model.makeCache(static_cast<int64_t>(prompts.size()) * copies, longest + answerTokens);
    if (prefix_ > 0) fillPrefix(prompts[0]);
    fill(prompts);
}

void DecodeSession::fillPrefix(const TokenSequence& prompt) {
    DecodeCache alone = model_.makeCache(1, prefix_);
    const TokenSequence beginning = slice(prompt, 0, prefix_);
    model_.extend(packSequences(std::span(&beginning, 1), model_.device()), {0}, {0}, alone);
    for (size_t layer = 0; layer < cache_.layers.size(); ++layer) {
        cache_.layers[layer].prefixKeys = alone.layers[layer].keys.select(0, 0);
        cache_.layers[layer].prefixValues = alone.layers[layer].values.select(0, 0);
    }
}

void DecodeSession::copySlot(int64_t from, int64_t to, int64_t length) {
    for (const KeyValueCache& layer : cache_.layers) {
        for (const at::Tensor& tensor : {layer.keys, layer.values}) {
            tensor.select(0, to)
                .narrow(1, 0, length)
                .copy_(tensor.select(0, from).narrow(1, 0, length));
        }
    }
}

// Long prompts one at a time, which bounds memory; the matrices are large enough as it is. Short
// ones together.
void DecodeSession::fill(std::span<const TokenSequence> prompts) {
    for (size_t next = 0; next < prompts.size();) {
        std::vector<TokenSequence> rest;
        std::vector<int64_t> slots;
        const bool alone = prompts[next].features != 1;
        for (int64_t tokens = 0; next < prompts.size(); ++next) {
            if (!rest.empty() && (alone || tokens + lengths_[next] > kTokensAtOnce)) break;
            if (lengths_[next] == 0) continue;
            rest.push_back(slice(prompts[next], prefix_, prompts[next].length()));
            slots.push_back(static_cast<int64_t>(next) * copies_);
            tokens += lengths_[next];
        }
        if (rest.empty()) return;
        const std::vector<int64_t> starts(rest.size(), 0);
        model_.extend(packSequences(rest, model_.device()), slots, starts, cache_);
    }
    for (size_t i = 0; i < prompts.size(); ++i) {
        const int64_t slot = static_cast<int64_t>(i) * copies_;
        for (int64_t copy = 1; copy < copies_; ++copy) copySlot(slot, slot + copy, lengths_[i]);
    }
}

CachePlace DecodeSession::start(size_t prompt, int64_t copy) const {
    return {static_cast<int64_t>(prompt) * copies_ + copy, lengths_[prompt]};
}

at::Tensor DecodeSession::read(std::span<const TokenSequence> positions,
                               std::span<const CachePlace> places) {
    const at::NoGradGuard noGrad;
    std::vector<int64_t> slots;
    std::vector<int64_t> starts;
    for (const CachePlace& place : places) {
        slots.push_back(place.slot);
        starts.push_back(place.length);
    }
    const PackedBatch batch = packSequences(positions, model_.device());
    const at::Tensor hidden = model_.extend(batch, slots, starts, cache_);
    return model_.logits(hidden, false).to(at::kFloat).cpu();
}

at::Tensor DecodeSession::step(std::span<const AnswerGrammar* const> grammars,
                               std::span<CachePlace> places) {
    std::vector<TokenSequence> positions(grammars.size());
    for (size_t i = 0; i < grammars.size(); ++i) grammars[i]->appendPosition(positions[i]);
    at::Tensor logits = read(positions, places);
    for (CachePlace& place : places) ++place.length;
    return logits;
}

std::vector<double> DecodeSession::score(std::span<const TokenSequence> sequences) {
    const at::NoGradGuard noGrad;
    std::vector<int64_t> slots;
    std::vector<int64_t> starts;
    for (size_t i = 0; i < sequences.size(); ++i) {
        slots.push_back(start(i).slot);
        starts.push_back(lengths_[i]);
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
