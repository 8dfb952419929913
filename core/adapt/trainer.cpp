#include "core/adapt/trainer.h"

#include "core/adapt/batch_shards.h"
#include "core/base/error.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <cmath>
#include <numeric>
#include <torch/csrc/autograd/autograd.h>

namespace ttt {

namespace {

double totalWeight(const std::vector<PackedBatch>& shards) {
    double sum = 0;
    for (const PackedBatch& shard : shards) sum += shard.lossWeight;
    return sum;
}

at::Tensor lossOf(const LanguageModel& model, const PackedBatch& shard, bool training,
                  double totalWeight) {
    return lossShare(model, model.forward(shard, training), shard.targets, totalWeight, training);
}

// Into the gradients of the first shard, in the order of the shards.
at::Tensor summed(const std::vector<std::vector<at::Tensor>>& gradients, size_t parameter) {
    at::Tensor sum;
    for (const std::vector<at::Tensor>& ofShard : gradients) {
        const at::Tensor& gradient = ofShard[parameter];
        if (!gradient.defined()) continue;
        sum = sum.defined() ? sum.add_(gradient) : gradient;
    }
    return sum;
}

} // namespace

Trainer::Trainer(LanguageModel& model, std::vector<NamedTensor> trainable,
                 std::unique_ptr<Optimizer> optimizer, double clipNorm)
    : model_(model),
      trainable_(std::move(trainable)),
      optimizer_(std::move(optimizer)),
      clipNorm_(clipNorm) {
    for (const NamedTensor& weight : model.weights()) weight.tensor.requires_grad_(false);
    for (const NamedTensor& parameter : trainable_) parameter.tensor.requires_grad_(true);
    model.weightsChanged();
}

Trainer::~Trainer() {
    clearGradients(trainable_);
    for (const NamedTensor& parameter : trainable_) parameter.tensor.requires_grad_(false);
    model_.weightsChanged();
}

std::vector<at::Tensor> Trainer::differentiate(const std::vector<PackedBatch>& shards) {
    std::vector<at::Tensor> parameters;
    for (const NamedTensor& parameter : trainable_) parameters.push_back(parameter.tensor);
    const double weight = totalWeight(shards);
    std::vector<at::Tensor> losses(shards.size());
    std::vector<std::vector<at::Tensor>> gradients(shards.size());
    forEachShard(model_, shards.size(), [&](size_t i) {
        const at::AutoGradMode mode(true);
        const at::Tensor loss = lossOf(model_, shards[i], true, weight);
        losses[i] = loss.detach();
        gradients[i] = torch::autograd::grad({loss}, parameters, {}, {}, false, true);
    });
    forEachTensor(trainable_,
                  [&](size_t p) { parameters[p].mutable_grad() = summed(gradients, p); });
    return losses;
}

std::vector<PackedBatch> Trainer::pack(std::span<const TokenSequence> batch) const {
    return packShards(batch, model_.device());
}

StepOutcome Trainer::step(const std::vector<PackedBatch>& shards, const LearningRates& rates,
                          const std::function<void()>& meanwhile) {
    clearGradients(trainable_);
    const std::vector<at::Tensor> losses = differentiate(shards);
    if (meanwhile) meanwhile();
    double lossNats = 0;
    int64_t tokens = 0;
    for (const at::Tensor& loss : losses) lossNats += loss.item<double>();
    for (const PackedBatch& shard : shards) tokens += shard.layout.tokens();
    return update(lossNats, tokens, rates);
}

StepOutcome Trainer::update(double lossNats, int64_t tokens, const LearningRates& rates) {
    StepOutcome outcome{lossNats, clipGradients(trainable_, clipNorm_), tokens};
    if (!std::isfinite(outcome.lossNats) || !std::isfinite(outcome.gradientNorm)) {
        throw Error(ErrorKind::Numeric, "training",
                    "found a loss of " + std::to_string(outcome.lossNats) +
                        " with a gradient norm of " + std::to_string(outcome.gradientNorm) +
                        ", expected finite values",
                    "lower the learning rate");
    }
    optimizer_->step(rates);
    model_.weightsChanged();
    return outcome;
}

double Trainer::loss(std::span<const TokenSequence> batch) const {
    const at::NoGradGuard noGrad;
    const std::vector<PackedBatch> shards = pack(batch);
    const double weight = totalWeight(shards);
    std::vector<double> losses(shards.size());
    forEachShard(model_, shards.size(), [&](size_t i) {
        losses[i] = lossOf(model_, shards[i], false, weight).item<double>();
    });
    return std::accumulate(losses.begin(), losses.end(), 0.0);
}

} // namespace ttt
