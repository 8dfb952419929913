// The fast CPU loops behind rms_norm.h; float32 or bfloat16, float32 arithmetic. Sums (x, sum,
// gradSum, grad) and what is normalised (delta, normed, gradNormed) may differ in type.
#pragma once

#include "core/kernels/rms_norm.h"

#include <ATen/core/Tensor.h>

namespace ttt::cpu {

// x, delta (may be undefined), sum, normed [N, C]; scales [N] = 1 / rms.
void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales);
// normed = gain * sum * scale, gain [C] float32.
void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const NormSettings& settings,
                       const at::Tensor& sum, const at::Tensor& normed, const at::Tensor& scales);

// grad = gradSum (may be undefined) + scale * (gradNormed - normed * mean(gradNormed * normed)).
void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales, const at::Tensor& grad);
// The same of the output with a gain, from what was normalised.
void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& sum, const at::Tensor& scales, const at::Tensor& gain,
                        const at::Tensor& grad);

} // namespace ttt::cpu
