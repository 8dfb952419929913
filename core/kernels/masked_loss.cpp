#include "core/kernels/masked_loss.h"

#include "core/kernels/devices.h"

#include <algorithm>
#include <limits>
#include <torch/torch.h>

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

at::Tensor targetLogProbabilities(const at::Tensor& hidden, const at::Tensor& head,
                                  const LossTargets& targets, const ClassGroups& groups) {
    const auto wide = hidden.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor rows = hidden.index_select(0, targets.rows);
    at::Tensor logits = at::linear(rows, head.to(rows.scalar_type())).to(wide);
    if (groups.ends.size() > 1) logits = logits + groupMask(targets.targets, groups, logits);
    return at::log_softmax(logits, -1).gather(1, targets.targets.unsqueeze(1)).squeeze(1);
}

at::Tensor maskedLoss(const at::Tensor& hidden, const at::Tensor& head, const LossTargets& targets,
                      const ClassGroups& groups) {
    return maskedLossShare(hidden, head, targets, groups, targets.weights.sum().item<double>());
}

at::Tensor maskedLossShare(const at::Tensor& hidden, const at::Tensor& head,
                           const LossTargets& targets, const ClassGroups& groups,
                           double totalWeight) {
    const at::Tensor logProbabilities = targetLogProbabilities(hidden, head, targets, groups);
    const at::Tensor weights = targets.weights.to(logProbabilities.scalar_type());
    return -(logProbabilities * weights).sum() / std::max(totalWeight, 1e-12);
}

} // namespace ttt
