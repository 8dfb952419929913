#include "core/decode/decoder.h"

#include "core/decode/lane_advance.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <numeric>

namespace ttt {

namespace {

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
        if (!batch.members.empty()) {
            const bool text = sequences[next].features == 1 && length > 0;
            const int64_t common =
                text ? commonPrefix(std::vector{batch.sequences.back(), sequences[next]}) : 0;
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

// The classes of a guessed answer.
std::vector<int> draftClasses(const TaskCodec& codec, const Prompt& prompt, const Value& guess) {
    std::vector<int> classes;
    for (const int32_t target : codec.encodeAnswer(prompt, guess).targets) {
        if (target != kNoTarget) classes.push_back(target);
    }
    return classes;
}

// Decodes prompts batch by batch; one object a call of decodePrompts.
class PromptDecoding {
public:
    PromptDecoding(const LanguageModel& model, const TaskCodec& codec,
                   std::span<const Prompt> prompts, const DecodeConfig& config, uint64_t seed,
                   const std::stop_token& stop, const DraftAnswer& draft)
        : model_(model),
          codec_(codec),
          prompts_(prompts),
          config_(config),
          seed_(seed),
          stop_(stop),
          draft_(config.strategy == "depth-first" ? DraftAnswer{} : draft) {}

    int64_t copies() const { return config_.strategy == "sample" ? config_.samples : 1; }

    void decode(const PromptBatch& batch) {
        DecodeSession session(model_, batch.sequences, copies(), batch.answerTokens);
        Lanes lanes = makeLanes(session, batch);
        const bool leads = draft_ && answers_.empty();
        const size_t leaders = leads ? static_cast<size_t>(copies()) : lanes.size();
        advance(session, batch, std::span(lanes).first(leaders));
        advance(session, batch, std::span(lanes).subspan(leaders));
    }

    std::vector<DecodedAnswer>& answers() { return answers_; }

private:
    struct Lane {
        size_t prompt;
        std::unique_ptr<DecodeLane> lane;
    };
    using Lanes = std::vector<Lane>;

    Lanes makeLanes(const DecodeSession& session, const PromptBatch& batch) const {
        Lanes lanes;
        for (size_t i = 0; i < batch.members.size(); ++i) {
            const size_t prompt = batch.members[i];
            for (int64_t copy = 0; copy < copies(); ++copy) {
                const uint64_t stream =
                    prompt * static_cast<uint64_t>(copies()) + static_cast<uint64_t>(copy);
                lanes.push_back({prompt, makeLane(config_, seed_, stream, prompt,
                                                  codec_.startAnswer(prompts_[prompt]),
                                                  session.start(i, copy))});
            }
        }
        return lanes;
    }

    void advance(DecodeSession& session, const PromptBatch& batch, std::span<Lane> lanes) {
        std::vector<DraftedLane> drafted;
        for (const Lane& lane : lanes) {
            drafted.push_back({.lane = lane.lane.get()});
            if (!draft_) continue;
            if (const auto guess = draft_(lane.prompt, answers_)) {
                drafted.back().draft = draftClasses(codec_, prompts_[lane.prompt], *guess);
            }
        }
        advanceLanes(session, drafted, batch.answerTokens, stop_);
        for (const Lane& lane : lanes) {
            std::ranges::move(lane.lane->answers(), std::back_inserter(answers_));
        }
    }

    const LanguageModel& model_;
    const TaskCodec& codec_;
    std::span<const Prompt> prompts_;
    const DecodeConfig& config_;
    uint64_t seed_;
    const std::stop_token& stop_;
    DraftAnswer draft_;
    std::vector<DecodedAnswer> answers_;
};

} // namespace

std::vector<DecodedAnswer> decodePrompts(const LanguageModel& model, const TaskCodec& codec,
                                         std::span<const Prompt> prompts,
                                         const DecodeConfig& config, uint64_t seed,
                                         const std::stop_token& stop, const DraftAnswer& draft,
                                         const AnswerObserver& observer) {
    std::vector<TokenSequence> sequences;
    std::vector<int64_t> answerTokens;
    for (const Prompt& prompt : prompts) {
        sequences.push_back(codec.encode(prompt));
        answerTokens.push_back(codec.answerTokens(prompt));
    }
    std::vector<size_t> waiting = readingOrder(sequences);
    std::ranges::reverse(waiting);
    PromptDecoding decoding(model, codec, prompts, config, seed, stop, draft);
    while (!waiting.empty() && !stop.stop_requested()) {
        const size_t before = decoding.answers().size();
        decoding.decode(
            nextBatch(waiting, sequences, answerTokens, decoding.copies(), config.batchTokens));
        if (observer)
            std::ranges::for_each(std::span(decoding.answers()).subspan(before), observer);
    }
    std::ranges::stable_sort(decoding.answers(), {}, &DecodedAnswer::prompt);
    return std::move(decoding.answers());
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
