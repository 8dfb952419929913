#include "core/engine/text_queries.h"

#include "core/base/error.h"
#include "core/decode/decode_session.h"
#include "core/decode/decode_strategy.h"
#include "core/tokens/text_codec.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <cmath>

namespace ttt {

namespace {

constexpr int64_t kRowsAtOnce = 64; // of logits over the vocabulary

// What is read: the ids as they are, or the text with the token that begins it.
std::vector<int32_t> idsOf(const Tokenizer& tokens, const std::string& text,
                           const std::vector<int64_t>& given) {
    std::vector<int32_t> ids;
    for (const int64_t id : given) {
        if (id < 0 || id >= tokens.size()) {
            throw Error(ErrorKind::BadInput, "ids",
                        "found " + std::to_string(id) + ", expected 0 to " +
                            std::to_string(tokens.size() - 1));
        }
        ids.push_back(static_cast<int32_t>(id));
    }
    if (ids.empty()) {
        ids = tokens.encode(text, {.bos = tokens.specials().addBos, .specials = true});
    }
    if (ids.empty()) {
        throw Error(ErrorKind::BadInput, "text", "found no tokens, expected at least one");
    }
    return ids;
}

TokenSequence sequenceOf(const std::vector<int32_t>& ids) {
    return shiftedSequence({ids, std::vector<float>(ids.size(), 0)});
}

TokenProbability describe(const Tokenizer& tokens, int64_t id, double logProbability) {
    return {id, logProbability, tokens.piece(static_cast<int32_t>(id))};
}

// Log-probabilities [n, V] of `count` rows from `first` on.
at::Tensor logRows(const LanguageModel& model, const at::Tensor& hidden, int64_t first,
                   int64_t count) {
    const at::Tensor logits = model.logits(hidden.narrow(0, first, count), false);
    return at::log_softmax(logits.to(at::kFloat), -1).cpu();
}

} // namespace

NextTokens nextTokens(const QueriedModel& with, const NextTokenQuery& query) {
    const at::NoGradGuard noGrad;
    const std::vector<int32_t> ids = idsOf(*with.tokens, query.text, query.ids);
    const TokenSequence sequence = sequenceOf(ids);
    const at::Tensor hidden =
        with.model.forward(packSequences(std::span(&sequence, 1), with.model.device()), false);
    NextTokens result;
    result.ids.assign(ids.begin(), ids.end());
    const auto count = static_cast<int64_t>(ids.size());
    for (int64_t first = 0; first < count; first += kRowsAtOnce) {
        const int64_t rows = std::min(kRowsAtOnce, count - first);
        // Rows of a padded vocabulary stand for no token and are not shown.
        const int64_t known = static_cast<int64_t>(with.tokens->size());
        const at::Tensor logs = logRows(with.model, hidden, first, rows).narrow(1, 0, known);
        const auto [values, best] = logs.max(-1);
        for (int64_t r = 0; r < rows; ++r) {
            result.likeliest.push_back(
                describe(*with.tokens, best[r].item<int64_t>(), values[r].item<double>()));
            const auto next = static_cast<size_t>(first + r + 1);
            if (next < ids.size()) result.following.push_back(logs[r][ids[next]].item<double>());
        }
        if (first + rows < count) continue;
        const int64_t top = std::clamp<int64_t>(query.top, 1, logs.size(1));
        const auto [topValues, topIds] = logs[rows - 1].topk(top);
        for (int64_t k = 0; k < top; ++k) {
            result.last.push_back(
                describe(*with.tokens, topIds[k].item<int64_t>(), topValues[k].item<double>()));
        }
    }
    return result;
}

Continuation continueText(const QueriedModel& with, const ContinuationQuery& query,
                          const TokenObserver& observer, const std::stop_token& stop) {
    const at::NoGradGuard noGrad;
    std::vector<int32_t> ids = idsOf(*with.tokens, query.text, query.ids);
    const int32_t last = ids.back();
    ids.pop_back();
    const TokenSequence sequence = sequenceOf(ids);
    DecodeSession session(with.model, std::span(&sequence, 1), 1, query.tokens);
    DecodeConfig config;
    config.strategy = query.temperature > 0 ? "sample" : "greedy";
    config.temperature = query.temperature;
    const auto lane = makeLane(
        config, query.seed, 0, 0,
        startTextAnswer(with.tokens, last, static_cast<int64_t>(ids.size()), {query.tokens, {}}),
        session.start(0));
    Continuation result;
    while (lane->active() && !stop.stop_requested()) {
        const AnswerGrammar* grammar = &lane->grammar();
        const at::Tensor logits =
            session.step(std::span(&grammar, 1), std::span(&lane->place(), 1)).contiguous();
        lane->choose(logits.const_data_ptr<float>());
        result.ids.push_back(lane->tokens().back());
        result.logProbabilities.push_back(std::log(lane->probabilities().back()));
        observer(describe(*with.tokens, result.ids.back(), result.logProbabilities.back()));
    }
    for (const int64_t id : result.ids) {
        const auto token = static_cast<int32_t>(id);
        if (!endsText(*with.tokens, token)) result.text += textOf(*with.tokens, token);
    }
    return result;
}

} // namespace ttt
