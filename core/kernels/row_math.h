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

// gelu(gate) * up in the tanh form (Hendrycks and Gimpel, arXiv 1606.08415): gelu(x) = x sigmoid(2
// u) with u = sqrt(2 / pi) (x + 0.044715 x^3); s = sigmoid(geluSlope(gate)).
inline constexpr float kTwoRootTwoOverPi = 1.5957691216F;
inline constexpr float kGeluCube = 0.044715F;

TTT_HOST_DEVICE inline float geluSlope(float gate) {
    return kTwoRootTwoOverPi * (gate + kGeluCube * gate * gate * gate);
}

TTT_HOST_DEVICE inline float geGlu(float gate, float up, float s) { return gate * s * up; }

TTT_HOST_DEVICE inline GateGradients geGluGradients(float grad, float gate, float up, float s) {
    const float slope = kTwoRootTwoOverPi * (1.0F + 3.0F * kGeluCube * gate * gate);
    return {grad * up * s * (1.0F + gate * (1.0F - s) * slope), grad * gate * s};
}

// 1 / rms of a row from the sum of its squares.
TTT_HOST_DEVICE inline float inverseRms(float squares, float channels, float epsilon) {
    return 1.0F / sqrtf(squares / channels + epsilon);
}

// Gradient of one channel of a normalised row; mean is that of grad * normed over the row.
TTT_HOST_DEVICE inline float normGradient(float grad, float normed, float mean, float scale) {
    return scale * (grad - normed * mean);
}

// -log p(target) in nats, weighted; logSum is the logarithm of the row's sum of exponentials.
TTT_HOST_DEVICE inline float targetLoss(float logit, float logSum, float weight) {
    return (logSum - logit) * weight;
}

// Its gradient by one logit of the row.
TTT_HOST_DEVICE inline float softmaxSlope(float probability, bool isTarget, float weight) {
    return (isTarget ? probability - 1.0F : probability) * weight;
}

} // namespace ttt::rows
