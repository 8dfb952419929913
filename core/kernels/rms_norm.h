// Root-mean-square normalisation (Zhang and Sennrich, arXiv 1910.07467) without weights, fused with
// the residual addition that precedes it in every block.
#pragma once

#include <ATen/core/Tensor.h>
#include <utility>

namespace ttt {

inline constexpr double kNormEpsilon = 1e-6;

// x [N, C]: y = x / sqrt(mean(x^2) + eps). Differentiable.
at::Tensor rmsNorm(const at::Tensor& x);

// (x + delta, rmsNorm(x + delta)), both [N, C]. Differentiable.
std::pair<at::Tensor, at::Tensor> addRmsNorm(const at::Tensor& x, const at::Tensor& delta);

} // namespace ttt
