// Attention over packed sequences on tensor cores (Dao, arXiv 2307.08691): tiles of 64 queries
// against tiles of 64 keys, of the weights only each row's log-sum-exp is kept. The backward pass
// computes the weights twice, once for the gradients of queries and once for those of keys and
// values, so that no sum depends on the order of blocks.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/cuda/tensor_cores.cuh"

#include <cmath>

namespace ttt::cuda {

namespace {

struct Range {
    int begin;
    int end;
    __device__ bool contains(int position) const { return position >= begin && position < end; }
};

// The arrays of one head. Rows of query, key and value follow each other; those of `out` and its
// gradient are `outStride` apart.
struct Head {
    const bfloat* query;
    const bfloat* key;
    const bfloat* value;
    int64_t outAt; // of the first row in out and gradOut
    int64_t outStride;
    int64_t rowAt; // of the first row in logSums and deltas
    int tokens;
};

template <int D>
__device__ Head headOf(const AttentionLaunch& launch) {
    const auto head = static_cast<int64_t>(blockIdx.y);
    const int64_t at = head * launch.tokens * D;
    return {static_cast<const bfloat*>(launch.query) + at,
            static_cast<const bfloat*>(launch.key) + at,
            static_cast<const bfloat*>(launch.value) + at,
            head * D,
            launch.heads * D,
            head * launch.tokens,
            static_cast<int>(launch.tokens)};
}

__device__ Range rangeAt(const int32_t* ranges, int64_t i) {
    return {ranges[2 * i], ranges[2 * i + 1]};
}

// What this lane's two rows see; rows beyond the last see nothing.
__device__ void loadRanges(Range (&ranges)[2], const AttentionLaunch& launch, int row, int tokens) {
    for (int r = 0; r < 2; ++r) {
        const int at = row + r * 8;
        ranges[r] = at < tokens ? rangeAt(launch.visible, at) : Range{0, 0};
    }
}

// A warp takes sixteen rows of the block's tile.
__device__ int firstRowOfWarp() {
    return static_cast<int>(blockIdx.x) * kTile + static_cast<int>(threadIdx.x) / 32 * 16;
}

__device__ float quadMax(float x) {
    x = fmaxf(x, __shfl_xor_sync(0xffffffffU, x, 1));
    return fmaxf(x, __shfl_xor_sync(0xffffffffU, x, 2));
}

__device__ float quadSum(float x) {
    x += __shfl_xor_sync(0xffffffffU, x, 1);
    return x + __shfl_xor_sync(0xffffffffU, x, 2);
}

template <int D>
__device__ void storeRows(bfloat* matrix, int64_t stride, int row, int rows,
                          const float (&sums)[D / 8][4], float upper, float lower) {
    const int column = static_cast<int>(threadIdx.x) % 4 * 2;
    for (int n = 0; n < D / 8; ++n) {
        if (row < rows) {
            *reinterpret_cast<uint32_t*>(matrix + row * stride + n * 8 + column) =
                packed(sums[n][0] * upper, sums[n][1] * upper);
        }
        if (row + 8 < rows) {
            *reinterpret_cast<uint32_t*>(matrix + (row + 8) * stride + n * 8 + column) =
                packed(sums[n][2] * lower, sums[n][3] * lower);
        }
    }
}

// Running softmax of one row: the maximum so far and the sum of this lane's weights.
struct RunningSoftmax {
    float maximum = -INFINITY;
    float sum = 0;
};

// Turns the scores of a tile of keys, of which this lane's first is `key`, into weights, and scales
// what was summed before to the new maximum.
template <int D>
__device__ __forceinline__ void absorbScores(RunningSoftmax (&softmax)[2], float (&out)[D / 8][4],
                                             float (&weights)[kTile / 8][4],
                                             const Range (&visible)[2], int key) {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
        float maximum = softmax[r].maximum;
#pragma unroll
        for (int i = 0; i < kTile / 4; ++i) {
            float& score = weights[i / 2][2 * r + i % 2];
            if (!visible[r].contains(key + i / 2 * 8 + i % 2)) score = -INFINITY;
            maximum = fmaxf(maximum, score);
        }
        maximum = quadMax(maximum);
        const float shift = maximum == -INFINITY ? 0 : maximum;
        const float kept = __expf(softmax[r].maximum - shift);
        softmax[r].maximum = maximum;
        softmax[r].sum *= kept;
#pragma unroll
        for (int n = 0; n < D / 8; ++n) {
            out[n][2 * r] *= kept;
            out[n][2 * r + 1] *= kept;
        }
#pragma unroll
        for (int i = 0; i < kTile / 4; ++i) {
            float& weight = weights[i / 2][2 * r + i % 2];
            weight = __expf(weight - shift);
            softmax[r].sum += weight;
        }
    }
}

template <int D>
__global__ void __launch_bounds__(kTileThreads) forwardKernel(AttentionLaunch launch) {
    __shared__ RowTile<D> keys;
    __shared__ RowTile<D> values;
    const Head head = headOf<D>(launch);
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int first = firstRowOfWarp();
    const int row = first + lane / 4;
    Fragment query[D / 16];
    loadRows<D>(query, head.query, D, first, head.tokens);
    Range visible[2];
    loadRanges(visible, launch, row, head.tokens);
    RunningSoftmax softmax[2];
    float out[D / 8][4] = {};
    const Range tiles = rangeAt(launch.keysOfQueries, blockIdx.x);
    for (int from = tiles.begin; from < tiles.end; from += kTile) {
        __syncthreads();
        loadTile<D>(keys, head.key, D, from, head.tokens);
        loadTile<D>(values, head.value, D, from, head.tokens);
        __syncthreads();
        float weights[kTile / 8][4] = {};
        multiplyByRows<D>(weights, query, keys);
        absorbScores<D>(softmax, out, weights, visible, from + lane % 4 * 2);
        multiplyTile<D>(out, weights, values);
    }
    float inverse[2];
    for (int r = 0; r < 2; ++r) {
        const float sum = quadSum(softmax[r].sum);
        inverse[r] = 1.0F / sum;
        if (lane % 4 == 0 && row + r * 8 < head.tokens) {
            launch.logSums[head.rowAt + row + r * 8] = softmax[r].maximum + logf(sum);
        }
    }
    storeRows<D>(static_cast<bfloat*>(launch.out) + head.outAt, head.outStride, row, head.tokens,
                 out, inverse[0], inverse[1]);
}

// deltas[h, n] = sum over the head's channels of out * gradOut (equation 4 of the paper).
template <int D>
__global__ void deltaKernel(AttentionLaunch launch) {
    const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i >= launch.heads * launch.tokens) return;
    const int64_t at = i * D; // token by token, head by head: as out is laid out
    const auto* out = static_cast<const __nv_bfloat162*>(launch.out) + at / 2;
    const auto* grad = static_cast<const __nv_bfloat162*>(launch.gradOut) + at / 2;
    float sum = 0;
    for (int d = 0; d < D / 2; ++d) {
        const float2 a = __bfloat1622float2(out[d]);
        const float2 b = __bfloat1622float2(grad[d]);
        sum += a.x * b.x + a.y * b.y;
    }
    launch.deltas[i % launch.heads * launch.tokens + i / launch.heads] = sum;
}

template <int D>
__global__ void __launch_bounds__(kTileThreads) queryGradientKernel(AttentionLaunch launch) {
    __shared__ RowTile<D> keys;
    __shared__ RowTile<D> values;
    const Head head = headOf<D>(launch);
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int first = firstRowOfWarp();
    const int row = first + lane / 4;
    Fragment query[D / 16];
    Fragment gradOut[D / 16];
    loadRows<D>(query, head.query, D, first, head.tokens);
    loadRows<D>(gradOut, static_cast<const bfloat*>(launch.gradOut) + head.outAt, head.outStride,
                first, head.tokens);
    Range visible[2];
    loadRanges(visible, launch, row, head.tokens);
    float logSum[2] = {};
    float delta[2] = {};
    for (int r = 0; r < 2 && row + r * 8 < head.tokens; ++r) {
        logSum[r] = launch.logSums[head.rowAt + row + r * 8];
        delta[r] = launch.deltas[head.rowAt + row + r * 8];
    }
    float gradQuery[D / 8][4] = {};
    const Range tiles = rangeAt(launch.keysOfQueries, blockIdx.x);
    for (int from = tiles.begin; from < tiles.end; from += kTile) {
        __syncthreads();
        loadTile<D>(keys, head.key, D, from, head.tokens);
        loadTile<D>(values, head.value, D, from, head.tokens);
        __syncthreads();
        float scores[kTile / 8][4] = {};
        float gradWeights[kTile / 8][4] = {};
        multiplyByRows<D>(scores, query, keys);
        multiplyByRows<D>(gradWeights, gradOut, values);
#pragma unroll
        for (int i = 0; i < kTile / 2; ++i) {
            const int r = i % 4 / 2;
            const int key = from + i / 4 * 8 + lane % 4 * 2 + i % 2;
            float& score = scores[i / 4][i % 4];
            const float weight = visible[r].contains(key) ? __expf(score - logSum[r]) : 0.0F;
            score = weight * (gradWeights[i / 4][i % 4] - delta[r]);
        }
        multiplyTile<D>(gradQuery, scores, keys);
    }
    storeRows<D>(static_cast<bfloat*>(launch.gradQuery) + head.rowAt * D, D, row, head.tokens,
                 gradQuery, 1, 1);
}

// What the rows of a tile of queries bring besides their vectors.
struct QueryRows {
    Range visible[kTile];
    float logSums[kTile];
    float deltas[kTile];
};

__device__ void loadQueryRows(QueryRows& rows, const AttentionLaunch& launch, const Head& head,
                              int first) {
    const int i = static_cast<int>(threadIdx.x);
    if (i >= kTile) return;
    const bool exists = first + i < head.tokens;
    rows.visible[i] = exists ? rangeAt(launch.visible, first + i) : Range{0, 0};
    rows.logSums[i] = exists ? launch.logSums[head.rowAt + first + i] : 0;
    rows.deltas[i] = exists ? launch.deltas[head.rowAt + first + i] : 0;
}

// Sixteen keys a warp, against tiles of queries: everything is transposed.
template <int D>
__global__ void __launch_bounds__(kTileThreads) keyGradientKernel(AttentionLaunch launch) {
    __shared__ RowTile<D> queries;
    __shared__ RowTile<D> gradOuts;
    __shared__ QueryRows rows;
    const Head head = headOf<D>(launch);
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int first = firstRowOfWarp();
    const int position = first + lane / 4;
    Fragment key[D / 16];
    Fragment value[D / 16];
    loadRows<D>(key, head.key, D, first, head.tokens);
    loadRows<D>(value, head.value, D, first, head.tokens);
    float gradKey[D / 8][4] = {};
    float gradValue[D / 8][4] = {};
    const Range tiles = rangeAt(launch.queriesOfKeys, blockIdx.x);
    for (int from = tiles.begin; from < tiles.end; from += kTile) {
        __syncthreads();
        loadTile<D>(queries, head.query, D, from, head.tokens);
        loadTile<D>(gradOuts, static_cast<const bfloat*>(launch.gradOut) + head.outAt,
                    head.outStride, from, head.tokens);
        loadQueryRows(rows, launch, head, from);
        __syncthreads();
        float weights[kTile / 8][4] = {};
        float gradScores[kTile / 8][4] = {};
        multiplyByRows<D>(weights, key, queries);
        multiplyByRows<D>(gradScores, value, gradOuts);
#pragma unroll
        for (int i = 0; i < kTile / 2; ++i) {
            const int q = i / 4 * 8 + lane % 4 * 2 + i % 2;
            const int at = position + i % 4 / 2 * 8;
            float& weight = weights[i / 4][i % 4];
            float& gradScore = gradScores[i / 4][i % 4];
            weight = rows.visible[q].contains(at) ? __expf(weight - rows.logSums[q]) : 0.0F;
            gradScore = weight * (gradScore - rows.deltas[q]);
        }
        multiplyTile<D>(gradValue, weights, gradOuts);
        multiplyTile<D>(gradKey, gradScores, queries);
    }
    storeRows<D>(static_cast<bfloat*>(launch.gradKey) + head.rowAt * D, D, position, head.tokens,
                 gradKey, 1, 1);
    storeRows<D>(static_cast<bfloat*>(launch.gradValue) + head.rowAt * D, D, position, head.tokens,
                 gradValue, 1, 1);
}

template <int D>
void launchSized(const AttentionLaunch& launch) {
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    const dim3 grid(static_cast<unsigned>((launch.tokens + kTile - 1) / kTile),
                    static_cast<unsigned>(launch.heads));
    if (launch.gradOut == nullptr) {
        forwardKernel<D><<<grid, kTileThreads, 0, stream>>>(launch);
        return;
    }
    constexpr unsigned kThreads = 256;
    const auto rows = static_cast<unsigned>(launch.tokens * launch.heads);
    deltaKernel<D><<<(rows + kThreads - 1) / kThreads, kThreads, 0, stream>>>(launch);
    queryGradientKernel<D><<<grid, kTileThreads, 0, stream>>>(launch);
    keyGradientKernel<D><<<grid, kTileThreads, 0, stream>>>(launch);
}

} // namespace

void launchAttention(const AttentionLaunch& launch) {
    if (launch.tokens == 0) return;
    if (launch.headSize == 48) {
        launchSized<48>(launch);
    } else {
        launchSized<64>(launch);
    }
}

} // namespace ttt::cuda
