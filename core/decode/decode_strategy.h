// How an answer is chosen token by token: greedy, sampled, or depth-first with a probability
// cut-off (da-fr/arc-prize-2024: every answer above the cut-off, best first). A lane follows one
// prompt; lanes of all prompts advance together in one batch.
#pragma once

#include "core/base/random.h"
#include "core/config/decode_config.h"
#include "core/decode/decode_session.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace ttt {

struct DecodedAnswer {
    size_t prompt = 0;
    Value answer;
    double logProbability = 0;             // nats, summed
    std::vector<float> tokenProbabilities; // one a decoded token
    std::vector<int> tokens;               // what was decoded, classes of the codec
};

// One prompt's search. While active, `grammar` and `place` say what is read next; `choose` takes
// the logits of that position.
class DecodeLane {
public:
    virtual ~DecodeLane() = default;
    bool active() const { return grammar_ != nullptr; }
    const AnswerGrammar& grammar() const { return *grammar_; }
    CachePlace& place() { return place_; }
    // logits [V] of the position just read.
    virtual void choose(const float* logits) = 0;
    std::vector<DecodedAnswer>& answers() { return answers_; }
    // Of the answer in progress, or of the one that ended last.
    const std::vector<int>& tokens() const { return tokens_; }
    const std::vector<float>& probabilities() const { return probabilities_; }

protected:
    DecodeLane(size_t prompt, std::unique_ptr<AnswerGrammar> grammar, CachePlace place)
        : prompt_(prompt), grammar_(std::move(grammar)), place_(place) {}
    // Appends the token to the answer; stores the answer and ends the lane when it is complete.
    void take(int token, double logProbability);
    void store();

    size_t prompt_;
    std::unique_ptr<AnswerGrammar> grammar_; // null when the lane has ended
    CachePlace place_;
    double logProbability_ = 0;
    std::vector<int> tokens_;
    std::vector<float> probabilities_;
    std::vector<DecodedAnswer> answers_;
};

struct DecodeStrategyName {
    std::string_view name;
    std::string_view description;
};
std::span<const DecodeStrategyName> decodeStrategies();

// `stream`: index of the lane, for its random numbers. NotFound for an unknown strategy.
std::unique_ptr<DecodeLane> makeLane(const DecodeConfig& config, uint64_t seed, uint64_t stream,
                                     size_t prompt, std::unique_ptr<AnswerGrammar> grammar,
                                     CachePlace place);

} // namespace ttt
