#include "core/kernels/feature_embedding.h"

#include <ATen/ATen.h>

namespace ttt {

namespace {

// Counts of each table row a position: [N, V], 0 or more. One matrix product then does the sum and
// its gradient, on every device; V is a few hundred at most.
at::Tensor rowCounts(const at::Tensor& ids, int64_t rows, at::ScalarType dtype) {
    const at::Tensor index = ids.to(at::kLong);
    const at::Tensor present = index.ge(0);
    const auto options = at::TensorOptions().dtype(dtype).device(ids.device());
    at::Tensor counts = at::zeros({ids.size(0), rows}, options);
    counts.scatter_add_(1, index.clamp_min(0), present.to(dtype));
    return counts;
}

} // namespace

at::Tensor featureEmbedding(const at::Tensor& table, const at::Tensor& ids, at::ScalarType dtype) {
    const at::Tensor counts = rowCounts(ids, table.size(0), dtype);
    return at::matmul(counts, table.to(dtype));
}

} // namespace ttt
