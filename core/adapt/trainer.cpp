#include "core/adapt/trainer.h"

#include "core/base/error.h"

#include <cmath>
#include <torch/torch.h>

namespace ttt {

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

StepOutcome Trainer::step(std::span<const TokenSequence> batch, const LearningRates& rates) {
    const at::AutoGradMode gradients(true);
    const PackedBatch packed = packSequences(batch, model_.device());
    const at::Tensor loss = maskedLoss(model_.forward(packed, true), model_.head(), packed.targets,
                                       model_.classGroups());
    clearGradients(trainable_);
    loss.backward();
    StepOutcome outcome{loss.item<double>(), clipGradients(trainable_, clipNorm_),
                        packed.layout.tokens()};
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
    const PackedBatch packed = packSequences(batch, model_.device());
    return maskedLoss(model_.forward(packed, false), model_.head(), packed.targets,
                      model_.classGroups())
        .item<double>();
}

} // namespace ttt
