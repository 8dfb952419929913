// Dropout (Srivastava et al., JMLR 2014) with masks that are a function of a seed and an element's
// place: nothing is stored between forward and backward pass, no generator is drawn from element by
// element, and every machine and number of threads has the same masks. Used before LoRA's
// down-projections.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>

namespace ttt {

// x [...] of float32, float64 or bfloat16 with each element either zero, with probability `rate`,
// or divided by 1 - rate. Linear in x with the same factors for the same seed, so that it is its
// own backward pass. 0 <= rate < 1. No gradients of its own.
at::Tensor dropped(const at::Tensor& x, double rate, uint64_t seed);

} // namespace ttt
