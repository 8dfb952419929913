// Attention of new positions to cached ones on CUDA: a block takes a head of a row, each thread
// every 128th key with a running softmax of its own; the threads are joined at the end.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/cuda/row_access.cuh"

#include <cmath>

namespace ttt::cuda {

namespace {

using bfloat = __nv_bfloat16;

constexpr int kThreads = 128;
constexpr int kWarps = kThreads / 32;

// Where a new position goes, and how much of its slot it sees.
struct Place {
    int slot;
    int position;
    int visible;
};

__device__ Place placeAt(const int32_t* places, int64_t row) {
    return {places[3 * row], places[3 * row + 1], places[3 * row + 2]};
}

template <int D>
__global__ void appendKernel(CachedAttentionLaunch launch) {
    const int64_t row = blockIdx.x;
    const Place place = placeAt(launch.places, row);
    for (int64_t i = threadIdx.x; i < launch.heads * D; i += blockDim.x) {
        const int64_t head = i / D;
        const int64_t from = (head * launch.rows + row) * D + i % D;
        const int64_t to =
            ((place.slot * launch.heads + head) * launch.capacity + place.position) * D + i % D;
        static_cast<bfloat*>(launch.keys)[to] = static_cast<const bfloat*>(launch.newKeys)[from];
        static_cast<bfloat*>(launch.values)[to] =
            static_cast<const bfloat*>(launch.newValues)[from];
    }
}

template <int D>
__global__ void attendKernel(CachedAttentionLaunch launch) {
    const int64_t row = blockIdx.x;
    const int64_t head = blockIdx.y;
    const int thread = static_cast<int>(threadIdx.x);
    const Place place = placeAt(launch.places, row);
    const int64_t at = (place.slot * launch.heads + head) * launch.capacity * D;
    const bfloat* keys = static_cast<const bfloat*>(launch.keys) + at;
    const bfloat* values = static_cast<const bfloat*>(launch.values) + at;
    float query[D];
    loadRow(query, static_cast<const bfloat*>(launch.query) + (head * launch.rows + row) * D);
    float maximum = -INFINITY;
    float sum = 0;
    float out[D] = {};
    for (int key = thread; key < place.visible; key += kThreads) {
        float x[D];
        loadRow(x, keys + static_cast<int64_t>(key) * D);
        float score = 0;
#pragma unroll
        for (int d = 0; d < D; ++d) score += query[d] * x[d];
        if (score > maximum) {
            const float kept = __expf(maximum - score);
            maximum = score;
            sum *= kept;
#pragma unroll
            for (int d = 0; d < D; ++d) out[d] *= kept;
        }
        const float weight = __expf(score - maximum);
        sum += weight;
        loadRow(x, values + static_cast<int64_t>(key) * D);
#pragma unroll
        for (int d = 0; d < D; ++d) out[d] += weight * x[d];
    }
    // Every row sees at least itself, so that the joint maximum is finite.
    __shared__ float maxima[kWarps];
    __shared__ float sums[kWarps][D + 1];
    const float ofWarp = warpMax(maximum);
    if (thread % 32 == 0) maxima[thread / 32] = ofWarp;
    __syncthreads();
    float joint = maxima[0];
    for (int warp = 1; warp < kWarps; ++warp) joint = fmaxf(joint, maxima[warp]);
    const float kept = __expf(maximum - joint);
#pragma unroll
    for (int d = 0; d < D; ++d) {
        const float total = warpSum(out[d] * kept);
        if (thread % 32 == 0) sums[thread / 32][d] = total;
    }
    const float total = warpSum(sum * kept);
    if (thread % 32 == 0) sums[thread / 32][D] = total;
    __syncthreads();
    if (thread >= D) return;
    float weighted = 0;
    float weights = 0;
    for (int warp = 0; warp < kWarps; ++warp) {
        weighted += sums[warp][thread];
        weights += sums[warp][D];
    }
    static_cast<bfloat*>(launch.out)[(row * launch.heads + head) * D + thread] =
        __float2bfloat16(weighted / weights);
}

template <int D>
void launchSized(const CachedAttentionLaunch& launch) {
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    const auto rows = static_cast<unsigned>(launch.rows);
    appendKernel<D><<<rows, kThreads, 0, stream>>>(launch);
    attendKernel<D>
        <<<dim3(rows, static_cast<unsigned>(launch.heads)), kThreads, 0, stream>>>(launch);
}

} // namespace

void launchCachedAttention(const CachedAttentionLaunch& launch) {
    if (launch.rows == 0) return;
    if (launch.headSize == 48) {
        launchSized<48>(launch);
    } else {
        launchSized<64>(launch);
    }
}

} // namespace ttt::cuda
