// A model as training and decoding see it: packed tokens to hidden states, hidden states to logits,
// named weights, and linear layers that can take adapters. Shapes: N packed tokens, C channels, V
// classes.
#pragma once

#include "core/models/adapted_linear.h"
#include "core/models/model_placement.h"
#include "core/models/packed_batch.h"

#include <memory>
#include <string>
#include <vector>

namespace ttt {

struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

// Keys and values of every layer, in slots.
struct DecodeCache {
    std::vector<KeyValueCache> layers;
    int64_t slots = 0;
    int64_t capacity = 0; // positions a slot
};

// Empty keys and values [slots, H, capacity, D] for each layer; options: type and device.
DecodeCache makeDecodeCache(int64_t layers, int64_t heads, int64_t headSize, int64_t slots,
                            int64_t capacity, const at::TensorOptions& options);

// What a copy of a model is for.
enum class WeightUse {
    Frozen,  // weights stay as they are and are shared with the original; adapters may be put on
    Trained, // weights of its own in float32, which may be changed in place
};

class LanguageModel {
public:
    virtual ~LanguageModel() = default;

    // [N, C] in the compute type. Differentiable where weights or adapters require gradients.
    virtual at::Tensor forward(const PackedBatch& batch, bool training) const = 0;

    virtual DecodeCache makeCache(int64_t slots, int64_t capacity) const = 0;
    // New positions of cached sequences (cachedAttention says how); [N, C]. No gradients.
    virtual at::Tensor extend(const PackedBatch& batch, const std::vector<int64_t>& slots,
                              const std::vector<int64_t>& starts, DecodeCache& cache) const = 0;

    // Hidden states [M, C] to logits [M, V] in the hidden states' type, or in float32.
    virtual at::Tensor logits(const at::Tensor& hidden, bool training) const = 0;
    // The matrix [V, C] behind the logits. plainHead: they are its product and nothing else.
    virtual const AdaptedLinear& head() const = 0;
    virtual bool plainHead() const { return true; }
    virtual ClassGroups classGroups() const = 0;
    // Whether a batch may have rows of several tasks, each with adapters of its own.
    virtual bool takesRowGroups() const { return false; }

    // Every weight by name, once; float32 where they are for training. The model's own tensors.
    virtual std::vector<NamedTensor> weights() const = 0;
    // Linear layers that an adapter may be put on, those of each layer in turn, the head last.
    virtual std::vector<LinearGroup*> linearGroups() = 0;
    // After weights were changed in place or replaced.
    virtual void weightsChanged() = 0;

    virtual at::Device device() const = 0;
    virtual at::ScalarType computeType() const = 0;
    // A copy without adapters.
    virtual std::unique_ptr<LanguageModel> clone(WeightUse use) const = 0;
};

int64_t countParameters(const LanguageModel& model);
// What the weights take in memory, each once, quantized ones as they are kept.
int64_t weightBytes(const LanguageModel& model);
// BadInput for a quantized model, whose weights cannot be trained or replaced.
void requireDenseWeights(const ModelPlacement& placement);

// The loss (masked_loss.h) of hidden states [N, C], with logits only where it looks.
at::Tensor lossShare(const LanguageModel& model, const at::Tensor& hidden,
                     const LossTargets& targets, double totalWeight, bool training);
// [M] log p(target) of each row that has one, float32 or float64.
at::Tensor targetLogProbabilities(const LanguageModel& model, const at::Tensor& hidden,
                                  const LossTargets& targets);

} // namespace ttt
