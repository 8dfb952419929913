#include "core/kernels/masked_loss.h"

#include "core/kernels/devices.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <limits>

namespace ttt {

namespace {

// [M, V], -infinity outside the group of each target.
at::Tensor groupMask(const at::Tensor& targets, const ClassGroups& groups, const at::Tensor& like) {
    const at::Tensor ends = uploaded(at::tensor(groups.ends, at::kLong), targets.device());
    const auto groupOf = [&](const at::Tensor& classes) {
        return at::searchsorted(ends, classes.contiguous(), false, true);
    };
    const at::Tensor own = groupOf(targets);
    const at::Tensor all = groupOf(at::arange(groups.ends.back(), ends.options()));
    return at::zeros({targets.size(0), groups.ends.back()}, like.options())
        .masked_fill(own.unsqueeze(1).ne(all.unsqueeze(0)),
                     -std::numeric_limits<double>::infinity());
}

} // namespace

at::Tensor logitLogProbabilities(const at::Tensor& logits, const LossTargets& targets,
                                 const ClassGroups& groups) {
    at::Tensor wide = logits.scalar_type() == at::kDouble ? logits : logits.to(at::kFloat);
    if (groups.ends.size() > 1) wide = wide + groupMask(targets.targets, groups, wide);
    return at::log_softmax(wide, -1).gather(1, targets.targets.unsqueeze(1)).squeeze(1);
}

at::Tensor logitLossShare(const at::Tensor& logits, const LossTargets& targets,
                          const ClassGroups& groups, double totalWeight) {
    const at::Tensor logProbabilities = logitLogProbabilities(logits, targets, groups);
    const at::Tensor weights = targets.weights.to(logProbabilities.scalar_type());
    return -(logProbabilities * weights).sum() / std::max(totalWeight, 1e-12);
}

at::Tensor targetLogProbabilities(const at::Tensor& hidden, const at::Tensor& head,
                                  const LossTargets& targets, const ClassGroups& groups) {
    const at::Tensor rows = hidden.index_select(0, targets.rows);
    return logitLogProbabilities(at::linear(rows, head.to(rows.scalar_type())), targets, groups);
}

at::Tensor maskedLoss(const at::Tensor& hidden, const at::Tensor& head, const LossTargets& targets,
                      const ClassGroups& groups) {
    return maskedLossShare(hidden, head, targets, groups, targets.weights.sum().item<double>());
}

at::Tensor maskedLossShare(const at::Tensor& hidden, const at::Tensor& head,
                           const LossTargets& targets, const ClassGroups& groups,
                           double totalWeight) {
    const at::Tensor rows = hidden.index_select(0, targets.rows);
    return logitLossShare(at::linear(rows, head.to(rows.scalar_type())), targets, groups,
                          totalWeight);
}

} // namespace ttt
