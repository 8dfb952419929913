// The gated units of feed-forward blocks, SwiGLU and GeGLU (Shazeer, arXiv 2002.05202).
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

// gateUp [N, 2F], gate first: silu(gate) * up, [N, F]. Differentiable.
at::Tensor swiGlu(const at::Tensor& gateUp);

// The same with GELU in its tanh form instead of silu, as Gemma has it.
at::Tensor geGlu(const at::Tensor& gateUp);

} // namespace ttt
