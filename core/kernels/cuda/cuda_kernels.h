// Own CUDA kernels behind a header without CUDA. Where nvcc was missing when the program was built,
// no_cuda_kernels.cpp stands in and nothing is available. A device's kernels are used only after
// they have reproduced the ATen reference there, once a process.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

// The tensor is dense on a CUDA device whose kernels are compiled in and agree with the reference;
// float32 or bfloat16.
bool useCudaKernels(const at::Tensor& tensor);

} // namespace ttt

// The same contracts as in swiglu_cpu.h and rms_norm_cpu.h.
namespace ttt::cuda {

void swiGluForward(const at::Tensor& gateUp, const at::Tensor& out);
void swiGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad);
void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales);
void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales, const at::Tensor& grad);

} // namespace ttt::cuda
