// From one fused projection to queries, keys and values: normalises queries and keys per head
// (Henry et al., arXiv 2010.04245), applies a learned gain, and rotates them by position (Su et
// al., arXiv 2104.09864) on as many axes as the model has.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

struct HeadTensors {
    at::Tensor query; // [H, N, D], scaled by 1/sqrt(D)
    at::Tensor key;   // [H, N, D]
    at::Tensor value; // [H, N, D]
};

// Angles of the rotary embedding: [N, P] cosines and sines, float32.
struct RotaryAngles {
    at::Tensor cosines;
    at::Tensor sines;
};

// positions [N, A] int32; frequencies [P] float32, axes [P] int64: pair p turns by
// positions[:, axes[p]] * frequencies[p] radians.
RotaryAngles rotaryAngles(const at::Tensor& positions, const at::Tensor& frequencies,
                          const at::Tensor& axes);

// qkv [N, 3 H D]; queryGain, keyGain [D] float32. Of each head the channels p and P + p are turned
// together; channels from 2P on are not turned. Differentiable in qkv and the gains.
HeadTensors splitQkv(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                     const RotaryAngles& angles, int64_t heads);

} // namespace ttt
