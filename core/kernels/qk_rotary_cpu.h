// The fast CPU loops behind qk_rotary.h; float32 or bfloat16, float32 arithmetic.
#pragma once

#include "core/kernels/qk_rotary.h"

namespace ttt::cpu {

// split.queryScale must be set.
void splitQkvForward(const at::Tensor& qkv, const HeadSplit& split, const RotaryAngles& angles,
                     const HeadTensors& out);

// grads: of query [H, N, D], key and value [K, N, D]. Writes gradQkv and adds into the gain
// gradients [D] float32, which may be undefined where there are no gains.
void splitQkvBackward(const HeadTensors& grads, const at::Tensor& qkv, const HeadSplit& split,
                      const RotaryAngles& angles, const at::Tensor& gradQkv,
                      const at::Tensor& gradQueryGain, const at::Tensor& gradKeyGain);

} // namespace ttt::cpu
