// The loss, with logits only where it looks: rows of the hidden states that have a target are
// gathered first, then projected.
#pragma once

#include <ATen/core/Tensor.h>
#include <vector>

namespace ttt {

// Classes that compete with each other: a target's group is the one that contains it. The ARC
// decoder has two (colours, sizes), text models one.
struct ClassGroups {
    std::vector<int64_t> ends; // exclusive end of each group; the last is the number of classes
};

// Where the loss looks: indices [M] int64 into the rows of hidden, targets [M] int64, weights [M]
// float32, all on the device of hidden.
struct LossTargets {
    at::Tensor rows;
    at::Tensor targets;
    at::Tensor weights;
};

// hidden [N, C], head [V, C]. Mean over the rows of -log p(target) in nats, weighted: sum(w * l) /
// sum(w), a scalar float32 (float64 for float64 input). Softmax over the target's group. Zero where
// no row has a weight. Differentiable in hidden and head.
at::Tensor maskedLoss(const at::Tensor& hidden, const at::Tensor& head, const LossTargets& targets,
                      const ClassGroups& groups);

// The share in that mean of some of the rows: sum(w * l) / totalWeight, where totalWeight is the
// sum over all.
at::Tensor maskedLossShare(const at::Tensor& hidden, const at::Tensor& head,
                           const LossTargets& targets, const ClassGroups& groups,
                           double totalWeight);

// [M] log p(target) of each row, for scoring.
at::Tensor targetLogProbabilities(const at::Tensor& hidden, const at::Tensor& head,
                                  const LossTargets& targets, const ClassGroups& groups);

// The same two from the logits [M, V] of the rows that the loss looks at.
at::Tensor logitLossShare(const at::Tensor& logits, const LossTargets& targets,
                          const ClassGroups& groups, double totalWeight);
at::Tensor logitLogProbabilities(const at::Tensor& logits, const LossTargets& targets,
                                 const ClassGroups& groups);

} // namespace ttt
