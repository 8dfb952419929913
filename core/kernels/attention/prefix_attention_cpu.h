// The fast CPU loops of prefix_attention.h, in tiles that stay in the cache (Dao et al., arXiv
// 2205.14135): of the weights only each row's log-sum-exp is kept, the backward pass computes them
// again. float32 or bfloat16 tensors, float32 sums.
#pragma once

#include "core/kernels/prefix_attention.h"

namespace ttt::cpu {

// heads dense. Writes out [N, H D] and logSums [H, N] float32.
void attendForward(const HeadTensors& heads, const PackedLayout& layout, int64_t window,
                   const at::Tensor& out, const at::Tensor& logSums);

// gradOut [N, H D] dense; writes all of grads.
void attendBackward(const HeadTensors& heads, const PackedLayout& layout, int64_t window,
                    const AttentionResult& result, const at::Tensor& gradOut,
                    const HeadTensors& grads);

// Keys and values that queries look up, rows contiguous: [K, M, D].
struct CachedKeys {
    at::Tensor keys;
    at::Tensor values;
};

// query [H, R, D] against cached keys: row r sees the first visible[r], of which with a window only
// the last ones count. Writes out [R, H D], and logSums [H, R] float32 if defined.
void attendBlock(const at::Tensor& query, const CachedKeys& cached, const int32_t* visible,
                 int64_t window, const AttentionResult& result);

// query [H, D] of one position, strided between heads; out [H D] and, if defined, logSums [H].
// Attends to positions [begin, end).
void attendOne(const at::Tensor& query, const CachedKeys& cached, int64_t begin, int64_t end,
               const AttentionResult& result);

} // namespace ttt::cpu
