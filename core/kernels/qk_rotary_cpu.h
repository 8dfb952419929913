// The fast CPU loops behind qk_rotary.h; float32 or bfloat16, float32 arithmetic.
#pragma once

#include "core/kernels/qk_rotary.h"

namespace ttt::cpu {

void splitQkvForward(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                     const RotaryAngles& angles, const HeadTensors& out);

// grads: of query, key, value [H, N, D]. Writes gradQkv [N, 3 H D] and adds into the gain gradients
// [D] float32.
void splitQkvBackward(const HeadTensors& grads, const at::Tensor& qkv, const at::Tensor& queryGain,
                      const at::Tensor& keyGain, const RotaryAngles& angles,
                      const at::Tensor& gradQkv, const at::Tensor& gradQueryGain,
                      const at::Tensor& gradKeyGain);

} // namespace ttt::cpu
