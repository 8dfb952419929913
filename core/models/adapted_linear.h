// Weight matrices with optional LoRA adapters (Hu et al., arXiv 2106.09685): y = x W^T + bias +
// (alpha / R) x A^T B^T. Matrices that read the same input are computed as one product.
#pragma once

#include "core/kernels/language/grouped_lora_product.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ttt {

struct LoraAdapter {
    at::Tensor a; // [R, in] float32
    at::Tensor b; // [out, R] float32, zero at first: a fresh adapter changes nothing
    double scale = 1;
    double dropout = 0;  // of x before A, while training
    at::Generator masks; // draws what is dropped; needed where dropout is above 0
};

struct AdaptedLinear {
    std::string name; // "layers.0.q", "model.layers.0.self_attn.q_proj"
    // [out, in], float32 where it is trained, else in any floating type; a shape on the device
    // "meta" where the group keeps it quantized.
    at::Tensor weight;
    std::optional<LoraAdapter> adapter = {};
    at::Tensor bias = {}; // [out], undefined for none
    // Of several tasks over one frozen matrix, each for its own rows of a batch; all of one rank.
    std::vector<LoraAdapter> adaptersByTask = {};

    int64_t inputs() const { return weight.size(1); }
    int64_t outputs() const { return weight.size(0); }
    // W + scale B A, float32.
    at::Tensor merged() const;
};

// What an adapter is chosen by, from the last word of the name: "q" of "layers.0.q" and of
// "self_attn.q_proj", "head" of "lm_head".
std::string targetOf(const AdaptedLinear& linear);

// Several matrices that read the same input, side by side.
class LinearGroup {
public:
    std::vector<AdaptedLinear> parts;

    // x [N, in] to [N, sum of out] in x's type. Differentiable in x, trainable weights and
    // adapters; where no gradient is wanted the converted weights are kept until forgotten.
    // groups: the rows of each task, where tasks have adapters of their own; Internal error where
    // they are missing.
    at::Tensor forward(const at::Tensor& x, bool training,
                       std::span<const RowGroup> groups = {}) const;
    // Fills what is kept, after which several threads may call forward at once.
    void keepConverted(at::ScalarType type) const;
    // Lays the weights side by side in one tensor of that type, of which the parts become views: no
    // second copy is kept then. For weights that are not trained.
    void pack(at::ScalarType type);
    // Keeps the weights, which are not trained, in few bits and nowhere else. Nothing for None.
    void quantize(Quantization kind);
    // Of the quantized weights; 0 where they are dense.
    int64_t quantizedBytes() const { return quantized_ ? quantized_->bytes() : 0; }
    // Must be called after any weight has been replaced or changed in place.
    void forgetConverted();

private:
    at::Tensor convertedWeight(at::ScalarType type) const;
    FrozenMatrix frozenWeight(at::ScalarType type) const;
    at::Tensor bias(at::ScalarType type) const;
    at::Tensor pieceByPiece(const at::Tensor& x, bool training) const;
    at::Tensor taskByTask(const at::Tensor& x, std::span<const RowGroup> groups) const;
    bool isTrained() const;
    mutable at::Tensor converted_;
    std::shared_ptr<const QuantizedMatrix> quantized_;
};

} // namespace ttt
