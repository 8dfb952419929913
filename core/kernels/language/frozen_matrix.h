// A matrix that is not trained, as the products with adapters read it: dense, or quantized and made
// dense for one product at a time, so that the dense matrices of all layers are never there at
// once.
#pragma once

#include "core/kernels/language/quantized_matrix.h"

#include <memory>

namespace ttt {

class FrozenMatrix {
public:
    FrozenMatrix(at::Tensor dense) : dense_(std::move(dense)) {} // NOLINT(*-explicit-*)
    explicit FrozenMatrix(std::shared_ptr<const QuantizedMatrix> quantized)
        : quantized_(std::move(quantized)) {}

    bool isDense() const { return quantized_ == nullptr; }
    // [out, in]; a dense matrix must be of that type.
    at::Tensor in(at::ScalarType type) const {
        return quantized_ ? dequantize(*quantized_, type) : dense_;
    }

private:
    at::Tensor dense_;
    std::shared_ptr<const QuantizedMatrix> quantized_;
};

} // namespace ttt
