#include "core/decode/decode_strategy.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

// Log-softmax over the classes that the grammar allows; index 0 is range.begin.
std::vector<double> logProbabilities(const float* logits, ClassRange range, double temperature) {
    std::vector<double> values(logits + range.begin, logits + range.end);
    for (double& value : values) value /= temperature;
    const double largest = std::ranges::max(values);
    double sum = 0;
    for (const double value : values) sum += std::exp(value - largest);
    const double shift = largest + std::log(sum);
    for (double& value : values) value -= shift;
    return values;
}

size_t indexOfLargest(const std::vector<double>& values) {
    return static_cast<size_t>(std::ranges::max_element(values) - values.begin());
}

class GreedyLane : public DecodeLane {
public:
    GreedyLane(size_t prompt, std::unique_ptr<AnswerGrammar> grammar, CachePlace place)
        : DecodeLane(prompt, std::move(grammar), place) {}
    void choose(const float* logits) override {
        const ClassRange range = grammar_->allowed();
        const std::vector<double> logs = logProbabilities(logits, range, 1);
        const size_t best = indexOfLargest(logs);
        take(range.begin + static_cast<int>(best), logs[best]);
    }
};

class SampledLane : public DecodeLane {
public:
    SampledLane(size_t prompt, std::unique_ptr<AnswerGrammar> grammar, CachePlace place,
                double temperature, Rng random)
        : DecodeLane(prompt, std::move(grammar), place),
          temperature_(temperature),
          random_(random) {}
    void choose(const float* logits) override {
        const ClassRange range = grammar_->allowed();
        const std::vector<double> tempered = logProbabilities(logits, range, temperature_);
        double left = random_.uniform();
        size_t drawn = 0;
        while (drawn + 1 < tempered.size() && (left -= std::exp(tempered[drawn])) >= 0) ++drawn;
        // The answer's own probability is that of the model, not of the tempered distribution.
        take(range.begin + static_cast<int>(drawn), logProbabilities(logits, range, 1)[drawn]);
    }

private:
    double temperature_;
    Rng random_;
};

class DepthFirstLane : public DecodeLane {
public:
    DepthFirstLane(size_t prompt, std::unique_ptr<AnswerGrammar> grammar, CachePlace place,
                   const DecodeConfig& config)
        : DecodeLane(prompt, std::move(grammar), place),
          cutOff_(std::log(config.minProbability)),
          maxAnswers_(static_cast<size_t>(config.maxBranches)) {}

    void choose(const float* logits) override {
        const ClassRange range = grammar_->allowed();
        const std::vector<double> logs = logProbabilities(logits, range, 1);
        const size_t best = indexOfLargest(logs);
        std::vector<size_t> others;
        for (size_t i = 0; i < logs.size(); ++i) {
            if (i != best && logProbability_ + logs[i] >= cutOff_) others.push_back(i);
        }
        // The likeliest of them ends on top of the stack.
        std::ranges::sort(others, {}, [&](size_t i) { return logs[i]; });
        for (const size_t i : others) {
            branches_.push_back({grammar_->clone(), place_, range.begin + static_cast<int>(i),
                                 logProbability_, logs[i], tokens_, probabilities_});
        }
        // The first path is greedy to its end, so that every prompt has an answer.
        const bool goesOn = answers_.empty() || logProbability_ + logs[best] >= cutOff_;
        if (goesOn) {
            take(range.begin + static_cast<int>(best), logs[best]);
        } else {
            grammar_.reset();
        }
        while (!grammar_ && !branches_.empty() && answers_.size() < maxAnswers_) resume();
    }

private:
    struct Branch {
        std::unique_ptr<AnswerGrammar> grammar; // before the token
        CachePlace place;
        int token;
        double logProbability; // before the token
        double tokenLogProbability;
        std::vector<int> tokens;
        std::vector<float> probabilities;
    };

    void resume() {
        Branch branch = std::move(branches_.back());
        branches_.pop_back();
        grammar_ = std::move(branch.grammar);
        place_ = branch.place;
        logProbability_ = branch.logProbability;
        tokens_ = std::move(branch.tokens);
        probabilities_ = std::move(branch.probabilities);
        take(branch.token, branch.tokenLogProbability);
    }

    double cutOff_;
    size_t maxAnswers_;
    std::vector<Branch> branches_;
};

} // namespace

void DecodeLane::take(int token, double logProbability) {
    grammar_->advance(token);
    tokens_.push_back(token);
    logProbability_ += logProbability;
    probabilities_.push_back(static_cast<float>(std::exp(logProbability)));
    if (grammar_->finished()) store();
}

void DecodeLane::store() {
    answers_.push_back({prompt_, grammar_->answer(), logProbability_, probabilities_, tokens_});
    grammar_.reset();
}

std::span<const DecodeStrategyName> decodeStrategies() {
    static constexpr std::array<DecodeStrategyName, 3> names{
        {{"greedy", "the likeliest class at every position"},
         {"sample", "decode.samples answers drawn at decode.temperature"},
         {"depth-first", "every answer above decode.min_probability, likeliest first"}}};
    return names;
}

std::unique_ptr<DecodeLane> makeLane(const DecodeConfig& config, uint64_t seed, uint64_t stream,
                                     size_t prompt, std::unique_ptr<AnswerGrammar> grammar,
                                     CachePlace place) {
    if (config.strategy == "greedy") {
        return std::make_unique<GreedyLane>(prompt, std::move(grammar), place);
    }
    if (config.strategy == "sample") {
        return std::make_unique<SampledLane>(prompt, std::move(grammar), place, config.temperature,
                                             Rng(seed, "sample", stream));
    }
    if (config.strategy == "depth-first") {
        return std::make_unique<DepthFirstLane>(prompt, std::move(grammar), place, config);
    }
    throw Error(ErrorKind::NotFound, "decode.strategy", "no strategy " + config.strategy);
}

} // namespace ttt
