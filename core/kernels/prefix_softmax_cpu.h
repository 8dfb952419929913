// The fast CPU loops of prefix_attention.h: row-wise softmax over a visible prefix, its gradient,
// and attention of single positions to a cache. float32 or bfloat16, float32 arithmetic.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>

namespace ttt::cpu {

// In place on scores [H, R, M] (rows may be strided): row r keeps [0, visible[r]) and is zero to M.
void prefixSoftmax(const at::Tensor& scores, const int32_t* visible);

// In place on gradWeights [H, R, M]: g becomes w * (g - sum(w * g)) over the visible prefix, zero
// to M.
void prefixSoftmaxBackward(const at::Tensor& weights, const at::Tensor& gradWeights,
                           const int32_t* visible);

// query [H, D] of one position at stride queryStride between heads; keys, values [H, M, D]; out
// [H D]. Attends to the first `visible` positions.
void attendOne(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
               int64_t visible, const at::Tensor& out);

// [H, N, D] to [N, H D] and back.
at::Tensor headsToTokens(const at::Tensor& heads);
at::Tensor tokensToHeads(const at::Tensor& tokens, int64_t heads);

} // namespace ttt::cpu
