// The running average of a model's weights over training: answers better than the weights of any
// one step while the learning rate is high (exponential form of Polyak and Juditsky 1992).
#pragma once

#include "core/models/language_model.h"

#include <vector>

namespace ttt {

class WeightAverage {
public:
    // Starts at the model's weights. The model must outlive the average.
    explicit WeightAverage(LanguageModel& model);

    // After the `step`-th step (from 1): average += (weights - average) * max(0.001, 9 / (step +
    // 9)), so that early steps are forgotten soon and later about the last 1,000 count.
    void update(int64_t step);

    // Float32, named "average." and the weight's name; the average's own.
    const std::vector<NamedTensor>& tensors() const { return averages_; }

    // The model computes with the average as long as this lives.
    class InUse {
    public:
        explicit InUse(WeightAverage& average);
        ~InUse();
        InUse(const InUse&) = delete;
        InUse& operator=(const InUse&) = delete;

    private:
        WeightAverage& average_;
    };

private:
    void exchangeWithModel();

    LanguageModel& model_;
    std::vector<NamedTensor> weights_;
    std::vector<NamedTensor> averages_;
};

} // namespace ttt
