// Weight matrices with optional LoRA adapters (Hu et al., arXiv 2106.09685): y = x W^T + (alpha /
// R) x A^T B^T. Matrices that read the same input are computed as one product.
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <optional>
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
    std::string name;  // "layers.0.q"
    at::Tensor weight; // [out, in] float32 master copy
    std::optional<LoraAdapter> adapter;

    // W + scale B A, float32.
    at::Tensor merged() const;
};

// Several matrices that read the same input, side by side.
class LinearGroup {
public:
    std::vector<AdaptedLinear> parts;

    // x [N, in] to [N, sum of out] in x's type. Differentiable in x, trainable weights and
    // adapters; where no gradient is wanted the converted weights are kept until forgotten.
    at::Tensor forward(const at::Tensor& x, bool training) const;
    // Fills what is kept, after which several threads may call forward at once.
    void keepConverted(at::ScalarType type) const;
    // Must be called after any weight has been replaced or changed in place.
    void forgetConverted() { converted_ = at::Tensor(); }

private:
    at::Tensor convertedWeight(at::ScalarType type) const;
    mutable at::Tensor converted_;
};

} // namespace ttt
