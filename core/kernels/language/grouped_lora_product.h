// A frozen matrix with low-rank adapters of several tasks (Hu et al., arXiv 2106.09685), each of
// which holds for its own rows of the batch: the matrix is one product over all rows, and the
// adapters' factors are converted side by side and multiplied group by group (a grouped product, as
// in Ye et al., mLoRA, VLDB 2025). One differentiable operation.
#pragma once

#include "core/kernels/language/frozen_matrix.h"

#include <span>
#include <vector>

namespace ttt {

// Rows [begin, end) of a batch, which belong to one task.
struct RowGroup {
    int64_t begin = 0;
    int64_t end = 0;
    size_t task = 0;
};

// Adds scale x A^T B^T into the outputs [column, column + B's rows), with A and B of the rows'
// group: one of each a group, all of the same shapes.
struct GroupedLoraTerm {
    std::vector<at::Tensor> a; // [R, in] float32 or x's type
    std::vector<at::Tensor> b; // [out, R]
    double scale = 1;
    int64_t column = 0;
};

// x [N, in], weight [out, in] and bias [out] (may be undefined) of x's type, which need no
// gradients; the groups are the N rows in order. Returns [N, out]. Differentiable in x and the
// adapters: equal to loraProduct on each group's rows but for the order of summation.
at::Tensor groupedLoraProduct(const at::Tensor& x, const FrozenMatrix& weight,
                              const at::Tensor& bias, const std::vector<GroupedLoraTerm>& terms,
                              std::span<const RowGroup> groups);

} // namespace ttt
