// The gated unit of the feed-forward block, SwiGLU (Shazeer, arXiv 2002.05202).
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

// gateUp [N, 2F], gate first: silu(gate) * up, [N, F]. Differentiable.
at::Tensor swiGlu(const at::Tensor& gateUp);

} // namespace ttt
