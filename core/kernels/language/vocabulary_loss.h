// The loss over a large vocabulary under a frozen head: logits of a few rows at a time, whose
// gradient is taken at once, so that no more than those few rows of logits ever exist (as in
// Wijmans et al., arXiv 2411.09009).
#pragma once

#include "core/kernels/masked_loss.h"

namespace ttt {

// maskedLossShare (masked_loss.h) for one class group and a head [V, C] that needs no gradient, in
// hidden's type. Differentiable in hidden [N, C].
at::Tensor vocabularyLossShare(const at::Tensor& hidden, const at::Tensor& head,
                               const LossTargets& targets, double totalWeight);

} // namespace ttt
