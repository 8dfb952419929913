// The fast CPU loops of prefix_attention.h, in tiles that stay in the cache (Dao et al., arXiv
// 2205.14135): of the weights only each row's log-sum-exp is kept, the backward pass computes them
// again. float32 or bfloat16 tensors, float32 sums.
#pragma once

#include "core/kernels/prefix_attention.h"

namespace ttt::cpu {

// heads [H, N, D] dense. Writes out [N, H D] and logSums [H, N] float32.
void attendForward(const HeadTensors& heads, const PackedLayout& layout, const at::Tensor& out,
                   const at::Tensor& logSums);

// gradOut [N, H D] dense; writes all of grads.
void attendBackward(const HeadTensors& heads, const PackedLayout& layout,
                    const AttentionResult& result, const at::Tensor& gradOut,
                    const HeadTensors& grads);

// query [H, R, D] against keys, values [H, M, D], rows contiguous: row r sees the first visible[r].
// Writes out [R, H D].
void attendBlock(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
                 const int32_t* visible, const at::Tensor& out);

// query [H, D] of one position, strided between heads; keys, values [H, M, D]; out [H D]. Attends
// to the first `visible` positions.
void attendOne(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
               int64_t visible, const at::Tensor& out);

} // namespace ttt::cpu
