// Residual addition and RMS norm on CUDA: one block a row, both directions. Overwrites its outputs.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/row_math.h"

#include <cuda_bf16.h>

namespace ttt::cuda {

namespace {

constexpr int kThreads = 128;

// Sum over the block, the same in every thread; the order of additions is fixed.
__device__ float blockSum(float value) {
    __shared__ float partial[kThreads];
    partial[threadIdx.x] = value;
    __syncthreads();
    for (int half = kThreads / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) partial[threadIdx.x] += partial[threadIdx.x + half];
        __syncthreads();
    }
    const float total = partial[0];
    __syncthreads();
    return total;
}

template <typename T>
__global__ void normForward(const T* x, const T* delta, T* sum, T* normed, float* scales,
                            int64_t channels, float epsilon) {
    const int64_t row = blockIdx.x * channels;
    float squares = 0;
    for (int64_t c = threadIdx.x; c < channels; c += kThreads) {
        if (delta != nullptr) {
            sum[row + c] =
                static_cast<T>(static_cast<float>(x[row + c]) + static_cast<float>(delta[row + c]));
        }
        // The rounded sum is what the residual stream carries on.
        const float value = static_cast<float>(delta != nullptr ? sum[row + c] : x[row + c]);
        squares += value * value;
    }
    const float scale = rows::inverseRms(blockSum(squares), static_cast<float>(channels), epsilon);
    if (threadIdx.x == 0) scales[blockIdx.x] = scale;
    for (int64_t c = threadIdx.x; c < channels; c += kThreads) {
        const float value = static_cast<float>(delta != nullptr ? sum[row + c] : x[row + c]);
        normed[row + c] = static_cast<T>(value * scale);
    }
}

template <typename T>
__global__ void normBackward(const T* gradNormed, const T* gradSum, const T* normed,
                             const float* scales, T* grad, int64_t channels) {
    const int64_t row = blockIdx.x * channels;
    float dot = 0;
    for (int64_t c = threadIdx.x; c < channels; c += kThreads) {
        dot += static_cast<float>(gradNormed[row + c]) * static_cast<float>(normed[row + c]);
    }
    const float mean = blockSum(dot) / static_cast<float>(channels);
    for (int64_t c = threadIdx.x; c < channels; c += kThreads) {
        float value =
            rows::normGradient(static_cast<float>(gradNormed[row + c]),
                               static_cast<float>(normed[row + c]), mean, scales[blockIdx.x]);
        if (gradSum != nullptr) value += static_cast<float>(gradSum[row + c]);
        grad[row + c] = static_cast<T>(value);
    }
}

template <typename T>
void launchTyped(const RmsNormLaunch& launch) {
    if (launch.rows == 0) return;
    const auto blocks = static_cast<unsigned>(launch.rows);
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    const T* x = static_cast<const T*>(launch.x);
    const T* added = static_cast<const T*>(launch.added);
    if (launch.grad == nullptr) {
        normForward<T><<<blocks, kThreads, 0, stream>>>(
            x, added, static_cast<T*>(launch.sum), static_cast<T*>(launch.normed), launch.scales,
            launch.channels, launch.epsilon);
    } else {
        normBackward<T><<<blocks, kThreads, 0, stream>>>(
            x, added, static_cast<const T*>(launch.normed), launch.scales,
            static_cast<T*>(launch.grad), launch.channels);
    }
}

} // namespace

void launchRmsNorm(const RmsNormLaunch& launch) {
    if (launch.element == Element::Float32) {
        launchTyped<float>(launch);
    } else {
        launchTyped<__nv_bfloat16>(launch);
    }
}

} // namespace ttt::cuda
