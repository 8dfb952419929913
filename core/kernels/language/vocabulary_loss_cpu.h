// The fast CPU loops behind vocabulary_loss.h; float32 or bfloat16, float32 arithmetic.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt::cpu {

// logits [m, V], dense; targets [m] int64; weights and losses [m] float32. Writes -log p(target)
// times the weight of each row into losses and, where slopes are wanted, the gradient of that loss
// by the logits over the logits.
void vocabularyLoss(const at::Tensor& logits, const at::Tensor& targets, const at::Tensor& weights,
                    const at::Tensor& losses, bool slopes);

} // namespace ttt::cpu
