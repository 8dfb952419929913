// Sum of embeddings: a position of the ARC decoder is described by several features at once (role,
// colours, size, place), each a row of one table; its embedding is their sum.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

// table [V, C] float32; ids [N, F] int32, negative for an absent feature. Returns [N, C] of
// `dtype`. Differentiable in table.
at::Tensor featureEmbedding(const at::Tensor& table, const at::Tensor& ids, at::ScalarType dtype);

} // namespace ttt
