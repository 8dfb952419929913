// A model as training and decoding see it: packed tokens to hidden states, a head, named weights,
// and linear layers that can take adapters. Shapes: B batch, N packed tokens, C channels, V
// classes.
#pragma once

#include "core/models/adapted_linear.h"
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

class LanguageModel {
public:
    virtual ~LanguageModel() = default;

    // [N, C] in the compute type. Differentiable where weights or adapters require gradients.
    virtual at::Tensor forward(const PackedBatch& batch, bool training) const = 0;

    virtual DecodeCache makeCache(int64_t slots, int64_t capacity) const = 0;
    // New positions of cached sequences (cachedAttention says how); [N, C]. No gradients.
    virtual at::Tensor extend(const PackedBatch& batch, const std::vector<int64_t>& slots,
                              const std::vector<int64_t>& starts, DecodeCache& cache) const = 0;

    virtual at::Tensor head() const = 0; // [V, C] float32
    virtual ClassGroups classGroups() const = 0;

    // Every weight, float32, by name; the tensors are the model's own.
    virtual std::vector<NamedTensor> weights() const = 0;
    // Linear layers that an adapter may be put on, with their target name ("q", "down", "head").
    virtual std::vector<LinearGroup*> linearGroups() = 0;
    // After weights were changed in place or replaced.
    virtual void weightsChanged() = 0;

    virtual at::Device device() const = 0;
    virtual at::ScalarType computeType() const = 0;
    // A deep copy without adapters.
    virtual std::unique_ptr<LanguageModel> clone() const = 0;
};

int64_t countParameters(const LanguageModel& model);

} // namespace ttt
