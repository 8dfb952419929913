// The fast CPU loops behind swiglu.h; float32 or bfloat16, float32 arithmetic.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt::cpu {

void swiGluForward(const at::Tensor& gateUp, const at::Tensor& out);
void swiGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad);
void geGluForward(const at::Tensor& gateUp, const at::Tensor& out);
void geGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad);

} // namespace ttt::cpu
