// A frozen matrix with low-rank adapters on some of its rows (Hu et al., arXiv 2106.09685) as one
// differentiable operation: the down-projections of all adapters are one product where nothing is
// dropped, their up-projections are added into the output in place, and no gradient of the matrix
// is formed.
#pragma once

#include "core/kernels/language/frozen_matrix.h"

#include <vector>

namespace ttt {

// Adds scale dropped(x) A^T B^T into the outputs [column, column + B's rows).
struct LoraTerm {
    at::Tensor a; // [R, in] float32 or x's type
    at::Tensor b; // [out, R]
    double scale = 1;
    int64_t column = 0;
    double dropout = 0;    // of x before A; each adapter drops for itself, as PEFT has it
    uint64_t maskSeed = 0; // of core/kernels/language/dropout.h
};

// x [N, in], weight [out, in] and bias [out] (may be undefined) of x's type, which need no
// gradients. Returns [N, out]. Differentiable in x and the adapters; without terms the plain
// product.
at::Tensor loraProduct(const at::Tensor& x, const FrozenMatrix& weight, const at::Tensor& bias,
                       const std::vector<LoraTerm>& terms);

} // namespace ttt
