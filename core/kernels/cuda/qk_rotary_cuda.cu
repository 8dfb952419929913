// Queries, keys and values from one projection on CUDA: a thread takes a whole head of a token, so
// that nothing is exchanged between threads but the gradients of the gains.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/cuda/row_access.cuh"
#include "core/kernels/row_math.h"

namespace ttt::cuda {

namespace {

constexpr int kThreads = 128;
constexpr int P = kRotaryPairs;

// Turns x by the angles of a token; direction -1 turns back.
template <int D>
__device__ void turn(float (&x)[D], const RotaryLaunch& launch, int64_t token, float direction) {
    float cosines[P];
    float sines[P];
    loadRow(cosines, launch.cosines + token * P);
    loadRow(sines, launch.sines + token * P);
#pragma unroll
    for (int p = 0; p < P; ++p) {
        const float first = x[p];
        const float sine = direction * sines[p];
        x[p] = first * cosines[p] - x[P + p] * sine;
        x[P + p] = x[P + p] * cosines[p] + first * sine;
    }
}

template <int D>
__device__ float headScale(const float (&x)[D], float epsilon) {
    float squares = 0;
#pragma unroll
    for (int d = 0; d < D; ++d) squares += x[d] * x[d];
    return rows::inverseRms(squares, D, epsilon);
}

// blockIdx.y: queries, keys or values.
template <typename T, int D>
__global__ void __launch_bounds__(kThreads) forwardKernel(RotaryLaunch launch) {
    const int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (i >= launch.tokens * launch.heads) return;
    const int64_t token = i / launch.heads;
    const int64_t head = i % launch.heads;
    const auto part = static_cast<int64_t>(blockIdx.y);
    float x[D];
    loadRow(x, static_cast<const T*>(launch.qkv) + ((token * 3 + part) * launch.heads + head) * D);
    if (part < 2) {
        const float* gains = launch.gains[part];
        const float scale = headScale(x, launch.epsilon) * (part == 0 ? launch.queryScale : 1.0F);
#pragma unroll
        for (int d = 0; d < D; ++d) x[d] *= scale * gains[d];
        turn(x, launch, token, 1);
    }
    storeRow(static_cast<T*>(launch.parts[part]) + (head * launch.tokens + token) * D, x);
}

// Each block adds up its gradients of the gains in a fixed order; the caller adds the blocks.
template <int D>
__device__ void storeGainSums(float (&sums)[D], const RotaryLaunch& launch) {
    __shared__ float ofWarps[kThreads / 32][D];
    const int thread = static_cast<int>(threadIdx.x);
#pragma unroll
    for (int d = 0; d < D; ++d) {
        const float sum = warpSum(sums[d]);
        if (thread % 32 == 0) ofWarps[thread / 32][d] = sum;
    }
    __syncthreads();
    if (thread >= D) return;
    float total = 0;
    for (int warp = 0; warp < kThreads / 32; ++warp) total += ofWarps[warp][thread];
    launch.gradGains[(static_cast<int64_t>(blockIdx.x) * 2 + blockIdx.y) * D + thread] = total;
}

template <typename T, int D>
__global__ void __launch_bounds__(kThreads) backwardKernel(RotaryLaunch launch) {
    const auto part = static_cast<int64_t>(blockIdx.y);
    const float fixed = part == 0 ? launch.queryScale : 1.0F;
    const int64_t all = launch.tokens * launch.heads;
    const int64_t step = static_cast<int64_t>(gridDim.x) * kThreads;
    float gainSums[D] = {};
    for (int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < all;
         i += step) {
        const int64_t token = i / launch.heads;
        const int64_t head = i % launch.heads;
        const int64_t place = ((token * 3 + part) * launch.heads + head) * D;
        float grad[D];
        loadRow(grad,
                static_cast<const T*>(launch.gradParts[part]) + (head * launch.tokens + token) * D);
        if (part < 2) {
            const float* gains = launch.gains[part];
            float x[D];
            loadRow(x, static_cast<const T*>(launch.qkv) + place);
            turn(grad, launch, token, -1);
            const float scale = headScale(x, launch.epsilon);
            float dot = 0;
#pragma unroll
            for (int d = 0; d < D; ++d) {
                x[d] *= scale;
                gainSums[d] += grad[d] * x[d] * fixed;
                grad[d] *= gains[d] * fixed;
                dot += grad[d] * x[d];
            }
#pragma unroll
            for (int d = 0; d < D; ++d) {
                grad[d] = rows::normGradient(grad[d], x[d], dot / D, scale);
            }
        }
        storeRow(static_cast<T*>(launch.gradQkv) + place, grad);
    }
    if (part < 2) storeGainSums(gainSums, launch);
}

template <typename T, int D>
void launchSized(const RotaryLaunch& launch) {
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    const int64_t blocks = (launch.tokens * launch.heads + kThreads - 1) / kThreads;
    if (blocks == 0) return;
    if (launch.gradQkv == nullptr) {
        forwardKernel<T, D>
            <<<dim3(static_cast<unsigned>(blocks), 3), kThreads, 0, stream>>>(launch);
    } else {
        backwardKernel<T, D>
            <<<dim3(static_cast<unsigned>(launch.blocks), 3), kThreads, 0, stream>>>(launch);
    }
}

template <typename T>
void launchTyped(const RotaryLaunch& launch) {
    if (launch.headSize == 48) {
        launchSized<T, 48>(launch);
    } else {
        launchSized<T, 64>(launch);
    }
}

} // namespace

void launchRotary(const RotaryLaunch& launch) {
    if (launch.element == Element::Float32) {
        launchTyped<float>(launch);
    } else {
        launchTyped<__nv_bfloat16>(launch);
    }
}

} // namespace ttt::cuda
