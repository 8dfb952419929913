// The fast CPU loops behind rms_norm.h; float32 or bfloat16, float32 arithmetic.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt::cpu {

// x, delta (may be undefined), sum, normed [N, C]; scales [N] = 1 / rms.
void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales);

// grad = gradSum (may be undefined) + scale * (gradNormed - normed * mean(gradNormed * normed)).
void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales, const at::Tensor& grad);

} // namespace ttt::cpu
