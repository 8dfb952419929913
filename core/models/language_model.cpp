#include "core/models/language_model.h"

#include "core/base/error.h"
#include "core/kernels/language/vocabulary_loss.h"

#include <ATen/ATen.h>
#include <set>

namespace ttt {

DecodeCache makeDecodeCache(int64_t layers, int64_t heads, int64_t headSize, int64_t slots,
                            int64_t capacity, const at::TensorOptions& options) {
    DecodeCache cache{{}, slots, capacity};
    for (int64_t layer = 0; layer < layers; ++layer) {
        const auto make = [&] { return at::empty({slots, heads, capacity, headSize}, options); };
        cache.layers.push_back({make(), make()});
    }
    return cache;
}

int64_t countParameters(const LanguageModel& model) {
    int64_t count = 0;
    for (const NamedTensor& weight : model.weights()) count += weight.tensor.numel();
    return count;
}

int64_t weightBytes(const LanguageModel& model) {
    int64_t bytes = 0;
    std::set<const void*> seen; // tied weights are there once
    for (const NamedTensor& weight : model.weights()) {
        if (weight.tensor.is_meta()) continue;
        if (seen.insert(weight.tensor.const_data_ptr()).second) {
            bytes += static_cast<int64_t>(weight.tensor.nbytes());
        }
    }
    const std::unique_ptr<LanguageModel> view = model.clone(WeightUse::Frozen);
    for (const LinearGroup* group : view->linearGroups()) bytes += group->quantizedBytes();
    return bytes;
}

void requireDenseWeights(const ModelPlacement& placement) {
    if (placement.quantization == Quantization::None) return;
    throw Error(ErrorKind::BadInput, "run.quantization",
                "found a quantized model, expected none where all weights are trained or come from "
                "a run's folder",
                "take adapt.method=lora, or run.quantization=none");
}

at::Tensor lossShare(const LanguageModel& model, const at::Tensor& hidden,
                     const LossTargets& targets, double totalWeight, bool training) {
    const AdaptedLinear& head = model.head();
    const ClassGroups groups = model.classGroups();
    const bool frozen = model.plainHead() && !head.adapter && !head.weight.requires_grad() &&
                        head.weight.scalar_type() == hidden.scalar_type();
    if (frozen && groups.ends.size() == 1) {
        return vocabularyLossShare(hidden, head.weight, targets, totalWeight);
    }
    const at::Tensor rows = hidden.index_select(0, targets.rows);
    return logitLossShare(model.logits(rows, training), targets, groups, totalWeight);
}

at::Tensor targetLogProbabilities(const LanguageModel& model, const at::Tensor& hidden,
                                  const LossTargets& targets) {
    const at::Tensor rows = hidden.index_select(0, targets.rows);
    return logitLogProbabilities(model.logits(rows, false), targets, model.classGroups());
}

} // namespace ttt
