#include "core/engine/benchmark/benchmark_text.h"

#include "core/base/random.h"
#include "core/decode/decode_session.h"
#include "core/engine/benchmark/benchmark_load.h"
#include "core/models/lora.h"

#include <ATen/ATen.h>
#include <algorithm>

namespace ttt {

namespace {

constexpr uint64_t kBatches = 4;
constexpr int kTokensAnAnswer = 40; // one token in so many is in the loss
constexpr int64_t kBenchmarkRank = 64;

// Any text of a given length.
class FixedAnswer : public AnswerGrammar {
public:
    FixedAnswer(const TokenSequence& prompt, int64_t tokens)
        : last_(prompt.ids.back()), place_(prompt.length()), left_(tokens) {}
    std::unique_ptr<AnswerGrammar> clone() const override {
        return std::make_unique<FixedAnswer>(*this);
    }
    bool finished() const override { return left_ == 0; }
    ClassRange allowed() const override { return {0, 1 << 30}; }
    void advance(int token) override {
        last_ = token;
        ++place_;
        --left_;
    }
    void appendPosition(TokenSequence& sequence) const override {
        sequence.features = sequence.axes = 1;
        sequence.ids.push_back(last_);
        sequence.positions.push_back(static_cast<int32_t>(place_));
        sequence.visibleEnd.push_back(static_cast<int32_t>(place_ + 1));
        sequence.targets.push_back(kNoTarget);
        sequence.lossWeights.push_back(0);
    }
    Value answer() const override { return std::string(); }

private:
    int32_t last_;
    int64_t place_;
    int64_t left_;
};

TokenSequence randomText(Rng& random, int64_t length, int64_t vocabulary) {
    TokenSequence text;
    text.features = text.axes = 1;
    for (int64_t t = 0; t < length; ++t) {
        const bool asked = random.below(kTokensAnAnswer) == 0;
        text.ids.push_back(random.below(static_cast<int>(vocabulary)));
        text.positions.push_back(static_cast<int32_t>(t));
        text.visibleEnd.push_back(static_cast<int32_t>(t + 1));
        text.targets.push_back(asked ? random.below(static_cast<int>(vocabulary)) : kNoTarget);
        text.lossWeights.push_back(asked ? 1 : 0);
    }
    return text;
}

} // namespace

std::vector<std::vector<TokenSequence>> benchmarkTexts(const BenchmarkConfig& config,
                                                       int64_t vocabulary) {
    Rng random(config.seed, "benchmark-texts");
    std::vector<std::vector<TokenSequence>> batches(kBatches);
    for (std::vector<TokenSequence>& batch : batches) {
        for (int64_t tokens = 0; tokens < config.tokens;) {
            const int64_t longest = std::min(config.length, config.tokens);
            const double share = config.mixed ? 0.25 + 0.75 * random.uniform() : 1.0;
            const auto length = static_cast<int64_t>(static_cast<double>(longest) * share);
            if (tokens > 0 && tokens + length > config.tokens) break;
            batch.push_back(randomText(random, length, vocabulary));
            tokens += length;
        }
    }
    return batches;
}

std::vector<NamedTensor> attachBenchmarkAdapters(LanguageModel& model, uint64_t seed) {
    AdaptConfig config;
    config.loraRank = kBenchmarkRank;
    config.loraTargets = {"q", "v", "gate", "up", "down"};
    return attachLora(model, config, seed);
}

double frozenTrainingFlops(TextDecoder& model, const std::vector<TokenSequence>& batch) {
    double adapters = 0;
    for (const NamedTensor& tensor : loraTensors(model)) {
        adapters += static_cast<double>(tensor.tensor.numel());
    }
    double tokens = 0;
    for (const TokenSequence& sequence : batch) tokens += sequence.length();
    double visible = 0;
    for (const TokenSequence& sequence : batch) {
        for (const int32_t end : sequence.visibleEnd) visible += end;
    }
    // Twice the forward pass, and once more what needs three products.
    return 2 * forwardFlops(model, batch) + attentionFlops(model, visible) + 6 * adapters * tokens;
}

double decodeTexts(const LanguageModel& model, const std::vector<TokenSequence>& texts,
                   int64_t tokens, double& visible, const std::function<void()>& afterPrompts) {
    DecodeSession session(model, texts, 1, tokens);
    std::vector<FixedAnswer> answers;
    std::vector<CachePlace> places;
    for (size_t i = 0; i < texts.size(); ++i) {
        answers.emplace_back(texts[i], tokens);
        places.push_back(session.start(i));
    }
    std::vector<const AnswerGrammar*> grammars;
    for (const FixedAnswer& answer : answers) grammars.push_back(&answer);
    afterPrompts();
    for (int64_t step = 0; step < tokens; ++step) {
        const at::Tensor best = session.step(grammars, places).argmax(-1);
        for (size_t i = 0; i < answers.size(); ++i) {
            visible += static_cast<double>(places[i].length + session.prefixLength());
            answers[i].advance(static_cast<int>(best[static_cast<int64_t>(i)].item<int64_t>()));
        }
    }
    return static_cast<double>(tokens) * static_cast<double>(texts.size());
}

} // namespace ttt
