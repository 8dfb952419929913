#include "core/decode/decoder.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <numeric>

namespace ttt {

namespace {

using Lanes = std::vector<std::unique_ptr<DecodeLane>>;

void advanceLanes(DecodeSession& session, Lanes& lanes, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::vector<DecodeLane*> active;
        for (const auto& lane : lanes) {
            if (lane->active()) active.push_back(lane.get());
        }
        if (active.empty()) return;
        std::vector<const AnswerGrammar*> grammars;
        std::vector<CachePlace> places;
        for (DecodeLane* lane : active) {
            grammars.push_back(&lane->grammar());
            places.push_back(lane->place());
        }
        const at::Tensor logits = session.step(grammars, places).contiguous();
        const int64_t classes = logits.size(1);
        for (size_t i = 0; i < active.size(); ++i) {
            active[i]->place() = places[i];
            active[i]->choose(logits.const_data_ptr<float>() + static_cast<int64_t>(i) * classes);
        }
    }
}

// Prompts that are decoded together.
struct PromptBatch {
    std::vector<size_t> members; // indices of prompts
    std::vector<TokenSequence> sequences;
    int64_t answerTokens = 0; // of the longest answer
};

// In an order in which those that begin alike stand together; only texts do.
std::vector<size_t> readingOrder(const std::vector<TokenSequence>& sequences) {
    std::vector<size_t> order(sequences.size());
    std::iota(order.begin(), order.end(), size_t{0});
    if (sequences.empty() || sequences[0].features != 1) return order;
    std::ranges::stable_sort(
        order, [&](size_t a, size_t b) { return sequences[a].ids < sequences[b].ids; });
    return order;
}

// Takes prompts from the back of `waiting` until the next one would not fit into the budget, at
// least one. What they have in common counts once; one that has much less in common than those
// before it waits for the next batch.
PromptBatch nextBatch(std::vector<size_t>& waiting, std::vector<TokenSequence>& sequences,
                      const std::vector<int64_t>& answerTokens, int64_t copies, int64_t budget) {
    PromptBatch batch;
    int64_t longest = 0;
    int64_t shared = 0;
    while (!waiting.empty()) {
        const size_t next = waiting.back();
        const int64_t length = sequences[next].length();
        int64_t common = length;
        if (!batch.members.empty()) {
            const std::vector<TokenSequence> both{batch.sequences.back(), sequences[next]};
            common = length > 0 && both[0].features == 1 ? commonPrefix(both) : 0;
            const bool second = batch.members.size() == 1;
            const int64_t kept = second ? common : std::min(shared, common);
            const int64_t slot = std::max(longest, length + answerTokens[next]) - kept;
            const auto slots = static_cast<int64_t>(batch.members.size() + 1) * copies;
            if (slot * slots > budget || 2 * kept < shared) break;
            shared = kept;
        }
        longest = std::max(longest, length + answerTokens[next]);
        batch.answerTokens = std::max(batch.answerTokens, answerTokens[next]);
        batch.members.push_back(next);
        batch.sequences.push_back(std::move(sequences[next]));
        waiting.pop_back();
    }
    return batch;
}

// Lanes of a batch from start to end.
Lanes decodeBatch(const LanguageModel& model, const TaskCodec& codec,
                  std::span<const Prompt> prompts, const PromptBatch& batch,
                  const DecodeConfig& config, uint64_t seed, const std::stop_token& stop) {
    const int64_t copies = config.strategy == "sample" ? config.samples : 1;
    DecodeSession session(model, batch.sequences, copies, batch.answerTokens);
    Lanes lanes;
    for (size_t i = 0; i < batch.members.size(); ++i) {
        const size_t prompt = batch.members[i];
        for (int64_t copy = 0; copy < copies; ++copy) {
            const uint64_t stream =
                prompt * static_cast<uint64_t>(copies) + static_cast<uint64_t>(copy);
            lanes.push_back(makeLane(config, seed, stream, prompt,
                                     codec.startAnswer(prompts[prompt]), session.start(i, copy)));
        }
    }
    advanceLanes(session, lanes, stop);
    return lanes;
}

} // namespace

std::vector<DecodedAnswer> decodePrompts(const LanguageModel& model, const TaskCodec& codec,
                                         std::span<const Prompt> prompts,
                                         const DecodeConfig& config, uint64_t seed,
                                         const std::stop_token& stop) {
    const int64_t copies = config.strategy == "sample" ? config.samples : 1;
    std::vector<TokenSequence> sequences;
    std::vector<int64_t> answerTokens;
    for (const Prompt& prompt : prompts) {
        sequences.push_back(codec.encode(prompt));
        answerTokens.push_back(codec.answerTokens(prompt));
    }
    std::vector<size_t> waiting = readingOrder(sequences);
    std::ranges::reverse(waiting);
    std::vector<DecodedAnswer> answers;
    while (!waiting.empty() && !stop.stop_requested()) {
        const PromptBatch batch =
            nextBatch(waiting, sequences, answerTokens, copies, config.batchTokens);
        for (const auto& lane : decodeBatch(model, codec, prompts, batch, config, seed, stop)) {
            std::ranges::move(lane->answers(), std::back_inserter(answers));
        }
    }
    std::ranges::stable_sort(answers, {}, &DecodedAnswer::prompt);
    return answers;
}

std::vector<std::vector<double>> scoreAnswers(const LanguageModel& model, const TaskCodec& codec,
                                              std::span<const Prompt> prompts,
                                              std::span<const std::vector<Value>> answers,
                                              const std::stop_token& stop) {
    std::vector<std::vector<double>> scores;
    if (prompts.empty() || answers.empty()) return scores;
    std::vector<TokenSequence> sequences;
    int64_t longest = 0;
    for (const Prompt& prompt : prompts) {
        sequences.push_back(codec.encode(prompt));
        longest = std::max(longest, codec.answerTokens(prompt));
    }
    DecodeSession session(model, sequences, 1, longest);
    for (const std::vector<Value>& views : answers) {
        if (stop.stop_requested()) break;
        std::vector<TokenSequence> given;
        for (size_t i = 0; i < prompts.size(); ++i) {
            given.push_back(codec.encodeAnswer(prompts[i], views[i]));
        }
        scores.push_back(session.score(given));
    }
    return scores;
}

} // namespace ttt
