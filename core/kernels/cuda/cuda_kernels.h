// Own CUDA kernels behind a header without CUDA. Where nvcc was missing when the program was built,
// no_cuda_kernels.cpp stands in and nothing is available. A device's kernels are used only after
// they have reproduced the ATen reference there, once a process.
#pragma once

#include "core/kernels/prefix_attention.h"

namespace ttt {

// The tensor is dense on a CUDA device whose kernels are compiled in and agree with the reference;
// float32 or bfloat16.
bool useCudaKernels(const at::Tensor& tensor);
// Those of attention take bfloat16 heads of 48 or 64 channels.
bool useCudaAttention(const at::Tensor& query);
// Those of the rotary embedding take heads of 48 or 64 channels with 20 pairs that turn.
bool useCudaRotary(const at::Tensor& qkv, int64_t headSize, int64_t pairs);

} // namespace ttt

// The same contracts as in swiglu_cpu.h, rms_norm_cpu.h, qk_rotary_cpu.h, vocabulary_loss_cpu.h and
// prefix_attention_cpu.h; `ranges` are those of prefix_attention.h.
namespace ttt::cuda {

void swiGluForward(const at::Tensor& gateUp, const at::Tensor& out);
void swiGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad);
void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales);
void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales, const at::Tensor& grad);
void vocabularyLoss(const at::Tensor& logits, const at::Tensor& targets, const at::Tensor& weights,
                    const at::Tensor& losses, bool slopes);
void splitQkvForward(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                     const RotaryAngles& angles, const HeadTensors& out);
void splitQkvBackward(const HeadTensors& grads, const at::Tensor& qkv, const at::Tensor& queryGain,
                      const at::Tensor& keyGain, const RotaryAngles& angles,
                      const at::Tensor& gradQkv, const at::Tensor& gradQueryGain,
                      const at::Tensor& gradKeyGain);
void attendForward(const HeadTensors& heads, const at::Tensor& ranges, const AttentionResult& out);
void attendBackward(const HeadTensors& heads, const at::Tensor& ranges,
                    const AttentionResult& result, const at::Tensor& gradOut,
                    const HeadTensors& grads);
// places [N, 3] int32: slot, position in it and visible positions of each new row.
void attendCached(const HeadTensors& heads, const at::Tensor& places, const KeyValueCache& cache,
                  const at::Tensor& out);

} // namespace ttt::cuda
