// The arithmetic of the fused kernels, shared by the CPU loops and the CUDA kernels, so that the
// tests of the CPU run it too. Includes neither torch nor CUDA.
#pragma once

#include <cmath>

#ifdef __CUDACC__
#define TTT_HOST_DEVICE __host__ __device__
#else
#define TTT_HOST_DEVICE
#endif

namespace ttt::rows {

struct GateGradients {
    float gate;
    float up;
};

// silu(gate) * up, with s = sigmoid(gate).
TTT_HOST_DEVICE inline float swiGlu(float gate, float up, float s) { return gate * s * up; }

TTT_HOST_DEVICE inline GateGradients swiGluGradients(float grad, float gate, float up, float s) {
    return {grad * up * s * (1.0F + gate * (1.0F - s)), grad * gate * s};
}

// 1 / rms of a row from the sum of its squares.
TTT_HOST_DEVICE inline float inverseRms(float squares, float channels, float epsilon) {
    return 1.0F / sqrtf(squares / channels + epsilon);
}

// Gradient of one channel of a normalised row; mean is that of grad * normed over the row.
TTT_HOST_DEVICE inline float normGradient(float grad, float normed, float mean, float scale) {
    return scale * (grad - normed * mean);
}

} // namespace ttt::rows
