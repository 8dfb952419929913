#include "core/adapt/test_time_trainer.h"

#include "core/adapt/schedule.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/models/lora.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

std::unique_ptr<Trainer> makeTrainer(LanguageModel& model, const RunConfig& config) {
    const OptimizerConfig& o = config.optimizer;
    const AdamWSettings adamw{o.beta1, o.beta2, o.epsilon, o.weightDecay};
    std::vector<NamedTensor> trainable =
        config.adapt.method == "lora"
            ? attachLora(model, config.adapt, static_cast<uint64_t>(config.run.seed))
            : model.weights();
    std::unique_ptr<Optimizer> optimizer = o.name == "muon"
                                               ? makeMuon(trainable, {0.95, o.weightDecay}, adamw)
                                               : makeAdamW(trainable, adamw);
    return std::make_unique<Trainer>(model, std::move(trainable), std::move(optimizer), o.clipNorm);
}

int64_t stepsFor(const AdaptConfig& config, const std::vector<TokenSequence>& set) {
    if (config.steps > 0 || set.empty()) return config.steps;
    double batches = static_cast<double>(set.size()) / static_cast<double>(config.batchSize);
    if (config.batchTokens > 0) {
        double tokens = 0;
        for (const TokenSequence& sequence : set) tokens += sequence.length();
        batches = tokens / static_cast<double>(config.batchTokens);
    }
    return std::max<int64_t>(1, std::llround(batches * config.epochs));
}

} // namespace

std::span<const NameAndDescription> adaptMethods() {
    static constexpr std::array<NameAndDescription, 3> names{
        {{"full", "all weights of a copy of the model"},
         {"lora", "low-rank adapters beside frozen weights"},
         {"none", "no training: the model answers as it is"}}};
    return names;
}

std::span<const NameAndDescription> lossNames() {
    static constexpr std::array<NameAndDescription, 3> names{
        {{"outputs", "every output, from demonstration loss_start on at full weight"},
         {"label", "only the held-out output"},
         {"all", "outputs and inputs"}}};
    return names;
}

std::span<const NameAndDescription> optimizerNames() {
    static constexpr std::array<NameAndDescription, 2> names{
        {{"adamw", "AdamW"}, {"muon", "Muon for matrices, AdamW for the rest"}}};
    return names;
}

TestTimeTrainer::TestTimeTrainer(LanguageModel& model, const TaskCodec& codec,
                                 const RunConfig& config, std::vector<Episode> episodes,
                                 NextEpisode stream)
    : codec_(codec), config_(config), stream_(std::move(stream)) {
    for (const Episode& episode : episodes) set_.push_back(codec.encode(episode, config.adapt));
    plannedSteps_ = stepsFor(config.adapt, set_);
    if (plannedSteps_ <= 0) {
        throw Error(ErrorKind::BadInput, "adapt.steps",
                    "found 0 steps for a stream of episodes, which has no epochs; expected at "
                    "least 1");
    }
    trainer_ = makeTrainer(model, config);
}

int64_t TestTimeTrainer::trainableParameters() const {
    int64_t count = 0;
    for (const NamedTensor& parameter : trainer_->trainable()) count += parameter.tensor.numel();
    return count;
}

TokenSequence TestTimeTrainer::drawSequence() {
    if (waiting_) return *std::exchange(waiting_, std::nullopt);
    if (set_.empty()) return codec_.encode(stream_(), config_.adapt);
    if (order_.empty()) {
        Rng random(static_cast<uint64_t>(config_.run.seed), "epoch", epoch_++);
        order_ = random.permutation(static_cast<int>(set_.size()));
    }
    const int next = order_.back();
    order_.pop_back();
    return set_[static_cast<size_t>(next)];
}

std::vector<TokenSequence> TestTimeTrainer::drawBatch() {
    std::vector<TokenSequence> batch;
    const AdaptConfig& adapt = config_.adapt;
    if (adapt.batchTokens == 0) {
        while (static_cast<int64_t>(batch.size()) < adapt.batchSize) {
            batch.push_back(drawSequence());
        }
        return batch;
    }
    int64_t tokens = 0;
    for (;;) {
        TokenSequence sequence = drawSequence();
        if (!batch.empty() && tokens + sequence.length() > adapt.batchTokens) {
            waiting_ = std::move(sequence);
            return batch;
        }
        tokens += sequence.length();
        batch.push_back(std::move(sequence));
        if (tokens >= adapt.batchTokens) return batch;
    }
}

LearningRates TestTimeTrainer::learningRates() const {
    const double factor = scheduleFactor(config_.optimizer, step_, plannedSteps_);
    const double peak = config_.adapt.method == "lora" ? config_.optimizer.learningRate
                                                       : config_.optimizer.fullLearningRate;
    return {peak * factor, config_.optimizer.muonLearningRate * factor};
}

StepMetrics TestTimeTrainer::step() {
    const LearningRates rates = learningRates();
    return noted(trainer_->step(drawBatch(), rates), rates);
}

StepMetrics TestTimeTrainer::finishStep(double lossNats, int64_t tokens) {
    const LearningRates rates = learningRates();
    return noted(trainer_->update(lossNats, tokens, rates), rates);
}

StepMetrics TestTimeTrainer::noted(const StepOutcome& outcome, const LearningRates& rates) {
    ++step_;
    StepMetrics metrics;
    metrics.step = step_;
    metrics.lossNats = outcome.lossNats;
    metrics.learningRate = rates.adamw;
    metrics.gradientNorm = outcome.gradientNorm;
    metrics.tokens = outcome.tokens;
    return metrics;
}

double TestTimeTrainer::heldOutLoss(const Episode& episode) const {
    AdaptConfig lastOnly = config_.adapt;
    lastOnly.loss = "label";
    const TokenSequence sequence = codec_.encode(episode, lastOnly);
    return trainer_->loss(std::span(&sequence, 1));
}

} // namespace ttt
