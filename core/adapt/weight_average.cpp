#include "core/adapt/weight_average.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>

namespace ttt {

WeightAverage::WeightAverage(LanguageModel& model) : model_(model), weights_(model.weights()) {
    for (const NamedTensor& weight : weights_) {
        averages_.push_back({"average." + weight.name, weight.tensor.detach().clone()});
    }
}

void WeightAverage::update(int64_t step) {
    const at::NoGradGuard noGrad;
    const double share = std::max(0.001, 9 / static_cast<double>(step + 9));
    std::vector<at::Tensor> weights;
    std::vector<at::Tensor> averages;
    for (size_t i = 0; i < weights_.size(); ++i) {
        weights.push_back(weights_[i].tensor);
        averages.push_back(averages_[i].tensor);
    }
    at::_foreach_lerp_(averages, weights, share);
}

void WeightAverage::exchangeWithModel() {
    const at::NoGradGuard noGrad;
    for (size_t i = 0; i < weights_.size(); ++i) {
        const at::Tensor kept = weights_[i].tensor.detach().clone();
        weights_[i].tensor.copy_(averages_[i].tensor);
        averages_[i].tensor.copy_(kept);
    }
    model_.weightsChanged();
}

WeightAverage::InUse::InUse(WeightAverage& average) : average_(average) {
    average_.exchangeWithModel();
}

WeightAverage::InUse::~InUse() { average_.exchangeWithModel(); }

} // namespace ttt
