// SwiGLU on CUDA: one thread an output channel, both directions. Overwrites its output.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/row_math.h"

#include <cuda_bf16.h>

namespace ttt::cuda {

namespace {

constexpr int kThreads = 256;

template <typename T>
__global__ void swiGluKernel(const T* gateUp, const T* gradOut, T* out, int64_t rows,
                             int64_t width) {
    const int64_t index = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (index >= rows * width) return;
    const int64_t gateAt = index / width * 2 * width + index % width;
    const float gate = static_cast<float>(gateUp[gateAt]);
    const float up = static_cast<float>(gateUp[gateAt + width]);
    const float s = 1.0F / (1.0F + expf(-gate));
    if (gradOut == nullptr) {
        out[index] = static_cast<T>(rows::swiGlu(gate, up, s));
        return;
    }
    const rows::GateGradients grads =
        rows::swiGluGradients(static_cast<float>(gradOut[index]), gate, up, s);
    out[gateAt] = static_cast<T>(grads.gate);
    out[gateAt + width] = static_cast<T>(grads.up);
}

template <typename T>
void launchTyped(const SwiGluLaunch& launch) {
    const int64_t blocks = (launch.rows * launch.width + kThreads - 1) / kThreads;
    if (blocks == 0) return;
    swiGluKernel<T>
        <<<static_cast<unsigned>(blocks), kThreads, 0, static_cast<cudaStream_t>(launch.stream)>>>(
            static_cast<const T*>(launch.gateUp), static_cast<const T*>(launch.gradOut),
            static_cast<T*>(launch.out), launch.rows, launch.width);
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
