// Next-token probabilities and continuations of a loaded language model: the engine's side of
// core/api/text_queries.h.
#pragma once

#include "core/api/text_queries.h"
#include "core/models/language_model.h"
#include "core/tokens/tokenizer.h"

#include <memory>
#include <stop_token>

namespace ttt {

struct QueriedModel {
    const LanguageModel& model;
    std::shared_ptr<const Tokenizer> tokens;
};

// BadInput for an id outside the vocabulary and for a text without tokens.
NextTokens nextTokens(const QueriedModel& with, const NextTokenQuery& query);
// Shorter where stop was requested.
Continuation continueText(const QueriedModel& with, const ContinuationQuery& query,
                          const TokenObserver& observer, const std::stop_token& stop);

} // namespace ttt
