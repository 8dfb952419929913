// Residual addition and RMS norm on CUDA: a warp a row, both directions. Overwrites its outputs.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/cuda/row_access.cuh"
#include "core/kernels/row_math.h"

namespace ttt::cuda {

namespace {

constexpr int kRows = 4; // a block

// N channels a lane at a time.
template <typename T, int N>
__global__ void forwardKernel(RmsNormLaunch launch) {
    const int64_t row = static_cast<int64_t>(blockIdx.x) * kRows + threadIdx.x / 32;
    if (row >= launch.rows) return;
    const int64_t lane = threadIdx.x % 32;
    const int64_t at = row * launch.channels;
    const T* x = static_cast<const T*>(launch.x) + at;
    const T* delta = launch.added == nullptr ? nullptr : static_cast<const T*>(launch.added) + at;
    T* sum = static_cast<T*>(launch.sum) + at;
    T* normed = static_cast<T*>(launch.normed) + at;
    float squares = 0;
    for (int64_t c = lane * N; c < launch.channels; c += 32 * N) {
        float value[N];
        loadCells(value, x + c);
        if (delta != nullptr) {
            float added[N];
            loadCells(added, delta + c);
#pragma unroll
            // The rounded sum is what the residual stream carries on.
            for (int i = 0; i < N; ++i) {
                value[i] = static_cast<float>(static_cast<T>(value[i] + added[i]));
            }
            storeCells(sum + c, value);
        }
#pragma unroll
        for (int i = 0; i < N; ++i) squares += value[i] * value[i];
    }
    const float scale =
        rows::inverseRms(warpSum(squares), static_cast<float>(launch.channels), launch.epsilon);
    if (lane == 0) launch.scales[row] = scale;
    // Each lane reads what it has written itself.
    const T* source = delta != nullptr ? sum : x;
    for (int64_t c = lane * N; c < launch.channels; c += 32 * N) {
        float value[N];
        loadCells(value, source + c);
#pragma unroll
        for (int i = 0; i < N; ++i) value[i] *= scale;
        storeCells(normed + c, value);
    }
}

template <typename T, int N>
__global__ void backwardKernel(RmsNormLaunch launch) {
    const int64_t row = static_cast<int64_t>(blockIdx.x) * kRows + threadIdx.x / 32;
    if (row >= launch.rows) return;
    const int64_t lane = threadIdx.x % 32;
    const int64_t at = row * launch.channels;
    const T* gradNormed = static_cast<const T*>(launch.x) + at;
    const T* normed = static_cast<const T*>(launch.normed) + at;
    float dot = 0;
    for (int64_t c = lane * N; c < launch.channels; c += 32 * N) {
        float grad[N];
        float value[N];
        loadCells(grad, gradNormed + c);
        loadCells(value, normed + c);
#pragma unroll
        for (int i = 0; i < N; ++i) dot += grad[i] * value[i];
    }
    const float mean = warpSum(dot) / static_cast<float>(launch.channels);
    const float scale = launch.scales[row];
    for (int64_t c = lane * N; c < launch.channels; c += 32 * N) {
        float grad[N];
        float value[N];
        loadCells(grad, gradNormed + c);
        loadCells(value, normed + c);
#pragma unroll
        for (int i = 0; i < N; ++i) {
            grad[i] = rows::normGradient(grad[i], value[i], mean, scale);
        }
        if (launch.added != nullptr) {
            float gradSum[N];
            loadCells(gradSum, static_cast<const T*>(launch.added) + at + c);
#pragma unroll
            for (int i = 0; i < N; ++i) grad[i] += gradSum[i];
        }
        storeCells(static_cast<T*>(launch.grad) + at + c, grad);
    }
}

template <typename T, int N>
void launchWide(const RmsNormLaunch& launch) {
    const auto blocks = static_cast<unsigned>((launch.rows + kRows - 1) / kRows);
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    if (launch.grad == nullptr) {
        forwardKernel<T, N><<<blocks, kRows * 32, 0, stream>>>(launch);
    } else {
        backwardKernel<T, N><<<blocks, kRows * 32, 0, stream>>>(launch);
    }
}

template <typename T>
void launchTyped(const RmsNormLaunch& launch) {
    constexpr int kMost = 4;
    if (launch.rows == 0) return;
    if (launch.channels % kMost == 0) {
        launchWide<T, kMost>(launch);
    } else {
        launchWide<T, 1>(launch);
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
