// Root-mean-square normalisation (Zhang and Sennrich, arXiv 1910.07467), with a learned gain in
// text models and without one in the ARC decoder, fused with the residual addition that precedes
// it.
#pragma once

#include <ATen/core/Tensor.h>
#include <utility>

namespace ttt {

inline constexpr double kNormEpsilon = 1e-6;

struct NormSettings {
    at::Tensor gain = {}; // [C] float32 (float64 beside float64 input); undefined: ones
    double epsilon = kNormEpsilon;
};

// x [N, C]: y = gain * x / sqrt(mean(x^2) + eps). Differentiable in x and the gain.
at::Tensor rmsNorm(const at::Tensor& x, const NormSettings& settings = {});

// (x + delta, rmsNorm(x + delta)), both [N, C]; the sum in the type of x, the norm in that of
// delta, so that a residual stream may stay in float32 between layers that compute in bfloat16.
// Differentiable.
std::pair<at::Tensor, at::Tensor> addRmsNorm(const at::Tensor& x, const at::Tensor& delta,
                                             const NormSettings& settings = {});

} // namespace ttt
