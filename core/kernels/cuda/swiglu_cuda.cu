// SwiGLU on CUDA: a block a row, both directions. Overwrites its output.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/cuda/row_access.cuh"
#include "core/kernels/row_math.h"

namespace ttt::cuda {

namespace {

constexpr int kThreads = 128;

__device__ float sigmoid(float x) { return 1.0F / (1.0F + __expf(-x)); }

// N output channels a thread at a time.
template <typename T, int N>
__global__ void forwardKernel(const T* gateUp, T* out, int64_t width) {
    const T* row = gateUp + static_cast<int64_t>(blockIdx.x) * 2 * width;
    for (int64_t c = threadIdx.x * N; c < width; c += kThreads * N) {
        float gate[N];
        float up[N];
        loadCells(gate, row + c);
        loadCells(up, row + width + c);
#pragma unroll
        for (int i = 0; i < N; ++i) gate[i] = rows::swiGlu(gate[i], up[i], sigmoid(gate[i]));
        storeCells(out + static_cast<int64_t>(blockIdx.x) * width + c, gate);
    }
}

template <typename T, int N>
__global__ void backwardKernel(const T* gateUp, const T* gradOut, T* grad, int64_t width) {
    const int64_t at = static_cast<int64_t>(blockIdx.x) * 2 * width;
    for (int64_t c = threadIdx.x * N; c < width; c += kThreads * N) {
        float gate[N];
        float up[N];
        float out[N];
        loadCells(gate, gateUp + at + c);
        loadCells(up, gateUp + at + width + c);
        loadCells(out, gradOut + at / 2 + c);
#pragma unroll
        for (int i = 0; i < N; ++i) {
            const rows::GateGradients grads =
                rows::swiGluGradients(out[i], gate[i], up[i], sigmoid(gate[i]));
            gate[i] = grads.gate;
            up[i] = grads.up;
        }
        storeCells(grad + at + c, gate);
        storeCells(grad + at + width + c, up);
    }
}

template <typename T, int N>
void launchWide(const SwiGluLaunch& launch) {
    const auto rows = static_cast<unsigned>(launch.rows);
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    const auto* gateUp = static_cast<const T*>(launch.gateUp);
    auto* out = static_cast<T*>(launch.out);
    if (launch.gradOut == nullptr) {
        forwardKernel<T, N><<<rows, kThreads, 0, stream>>>(gateUp, out, launch.width);
    } else {
        backwardKernel<T, N><<<rows, kThreads, 0, stream>>>(
            gateUp, static_cast<const T*>(launch.gradOut), out, launch.width);
    }
}

template <typename T>
void launchTyped(const SwiGluLaunch& launch) {
    constexpr int kMost = 16 / sizeof(T);
    if (launch.rows == 0) return;
    if (launch.width % kMost == 0) {
        launchWide<T, kMost>(launch);
    } else {
        launchWide<T, 1>(launch);
    }
}

} // namespace

void launchSwiGlu(const SwiGluLaunch& launch) {
    if (launch.element == Element::Float32) {
        launchTyped<float>(launch);
    } else {
        launchTyped<__nv_bfloat16>(launch);
    }
}

} // namespace ttt::cuda
