// One optimizer step over a batch of encoded sequences: forward, loss where it looks, backward,
// clipping, update. Test-time training and pretraining both go through here.
#pragma once

#include "core/adapt/optimizers.h"
#include "core/models/packed_batch.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace ttt {

struct StepOutcome {
    double lossNats = 0;
    double gradientNorm = 0; // before clipping
    int64_t tokens = 0;
};

class Trainer {
public:
    // Turns gradients on for `trainable` (weights or adapters of `model`, by reference) and off for
    // every other weight. The model must outlive the trainer.
    Trainer(LanguageModel& model, std::vector<NamedTensor> trainable,
            std::unique_ptr<Optimizer> optimizer, double clipNorm);
    ~Trainer();
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;

    // Numeric error if loss or gradient is not finite; the weights are then as before the step.
    // `meanwhile` is called once while the device computes, for what the processor can do then; on
    // the CPU it simply comes after the gradients.
    StepOutcome step(const std::vector<PackedBatch>& shards, const LearningRates& rates,
                     const std::function<void()>& meanwhile = {});
    StepOutcome step(std::span<const TokenSequence> batch, const LearningRates& rates) {
        return step(pack(batch), rates);
    }
    // The end of a step, for gradients that were filled by other means (co_training.h): checks as
    // `step` does, clips and updates.
    StepOutcome update(double lossNats, int64_t tokens, const LearningRates& rates);
    // The batch as `step` wants it, on the model's device.
    std::vector<PackedBatch> pack(std::span<const TokenSequence> batch) const;

    // Mean loss without gradients.
    double loss(std::span<const TokenSequence> batch) const;

    const Optimizer& optimizer() const { return *optimizer_; }
    const std::vector<NamedTensor>& trainable() const { return trainable_; }

private:
    // Fills the gradients of `trainable` with those of the mean loss, which it returns shard by
    // shard; does not wait for the device.
    std::vector<at::Tensor> differentiate(const std::vector<PackedBatch>& shards);

    LanguageModel& model_;
    std::vector<NamedTensor> trainable_;
    std::unique_ptr<Optimizer> optimizer_;
    double clipNorm_;
};

} // namespace ttt
