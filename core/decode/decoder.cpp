#include "core/decode/decoder.h"

#include <ATen/ATen.h>
#include <algorithm>

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

// How many prompts from `first` on fit into the budget, at least one.
size_t batchSize(const TaskCodec& codec, std::span<const Prompt> prompts, size_t first,
                 int64_t copies, int64_t budget) {
    int64_t longest = 0;
    size_t count = 0;
    while (first + count < prompts.size()) {
        longest = std::max(longest, codec.countTokens(prompts[first + count]) + kMaxAnswerTokens);
        if (count > 0 && longest * copies * static_cast<int64_t>(count + 1) > budget) break;
        ++count;
    }
    return count;
}

} // namespace

std::vector<DecodedAnswer> decodePrompts(const LanguageModel& model, const TaskCodec& codec,
                                         std::span<const Prompt> prompts,
                                         const DecodeConfig& config, uint64_t seed,
                                         const std::stop_token& stop) {
    const int64_t copies = config.strategy == "sample" ? config.samples : 1;
    std::vector<DecodedAnswer> answers;
    for (size_t first = 0; first < prompts.size() && !stop.stop_requested();) {
        const size_t count = batchSize(codec, prompts, first, copies, config.batchTokens);
        const auto part = prompts.subspan(first, count);
        DecodeSession session(model, codec, part, copies, kMaxAnswerTokens);
        Lanes lanes;
        for (size_t i = 0; i < count; ++i) {
            for (int64_t copy = 0; copy < copies; ++copy) {
                const uint64_t stream =
                    (first + i) * static_cast<uint64_t>(copies) + static_cast<uint64_t>(copy);
                lanes.push_back(makeLane(config, seed, stream, first + i,
                                         codec.startAnswer(part[i]), session.start(i, copy)));
            }
        }
        advanceLanes(session, lanes, stop);
        for (const auto& lane : lanes) {
            std::ranges::move(lane->answers(), std::back_inserter(answers));
        }
        first += count;
    }
    return answers;
}

std::vector<std::vector<double>> scoreAnswers(const LanguageModel& model, const TaskCodec& codec,
                                              std::span<const Prompt> prompts,
                                              std::span<const std::vector<Value>> answers,
                                              const std::stop_token& stop) {
    std::vector<std::vector<double>> scores;
    if (prompts.empty() || answers.empty()) return scores;
    DecodeSession session(model, codec, prompts, 1, kMaxAnswerTokens);
    for (const std::vector<Value>& views : answers) {
        if (stop.stop_requested()) break;
        scores.push_back(session.score(prompts, views));
    }
    return scores;
}

} // namespace ttt
