// From one fused projection to queries, keys and values: normalises queries and keys per head
// (Henry et al., arXiv 2010.04245) and applies a learned gain where the model does so, and rotates
// them by position (Su et al., arXiv 2104.09864) on as many axes as the model has. Several heads of
// queries may share one of keys and values (Ainslie et al., arXiv 2305.13245).
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

struct HeadTensors {
    at::Tensor query; // [H, N, D], scaled
    at::Tensor key;   // [K, N, D], K divides H: query head h reads key head h K / H
    at::Tensor value; // [K, N, D]
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

struct HeadSplit {
    int64_t heads = 1;         // H
    int64_t keyHeads = 1;      // K
    at::Tensor queryGain = {}; // [D] float32; undefined: queries and keys are not normalised
    at::Tensor keyGain = {};   // [D] float32, defined where queryGain is
    double epsilon = 1e-6;     // of the normalisation
    double queryScale = 0;     // 0: 1 / sqrt(D)
};

// qkv [N, (H + 2 K) D], queries first, then keys, then values. Of each head the channels p and P +
// p are turned together; channels from 2P on are not turned. Differentiable in qkv and the gains.
HeadTensors splitQkv(const at::Tensor& qkv, const HeadSplit& split, const RotaryAngles& angles);

} // namespace ttt
