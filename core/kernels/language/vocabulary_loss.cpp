#include "core/kernels/language/vocabulary_loss.h"

#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/language/vocabulary_loss_cpu.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <torch/csrc/autograd/custom_function.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr int64_t kLogitsAtOnce = int64_t{1} << 23; // 32 MB of float32

// Some rows: adds their loss and writes its gradient in the rows.
struct Chunk {
    at::Tensor rows;    // [m, C]
    at::Tensor targets; // [m, 1]
    at::Tensor weights; // [m, 1], shares of the total weight
};

// Logits in their own type and nowhere else, from which the loss is taken and which then become its
// slopes.
at::Tensor fusedLoss(const Chunk& chunk, const at::Tensor& logits, const at::Tensor& head,
                     const at::Tensor& grad) {
    const at::Tensor targets = chunk.targets.contiguous();
    const at::Tensor weights = chunk.weights.contiguous();
    const at::Tensor losses = at::empty({logits.size(0)}, logits.options().dtype(at::kFloat));
    const auto compute = logits.is_cuda() ? cuda::vocabularyLoss : cpu::vocabularyLoss;
    compute(logits, targets, weights, losses, grad.defined());
    if (grad.defined()) grad.copy_(at::mm(logits, head));
    return losses.sum();
}

// The loss of the chunk; fills grad [m, C] if it is defined.
at::Tensor chunkLoss(const Chunk& chunk, const at::Tensor& head, const at::Tensor& grad) {
    const at::Tensor plain = at::linear(chunk.rows, head);
    if (useFastCpu(plain) || useCudaKernels(plain)) return fusedLoss(chunk, plain, head, grad);
    const auto wide = chunk.rows.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor logits = plain.to(wide);
    const at::Tensor logSums = at::logsumexp(logits, -1, true);
    const at::Tensor own = logits.gather(1, chunk.targets) - logSums;
    if (grad.defined()) {
        // softmax - one-hot, times the weight of the row.
        at::Tensor slopes = logits.sub_(logSums).exp_();
        slopes.scatter_add_(1, chunk.targets, at::full_like(own, -1));
        slopes.mul_(chunk.weights);
        grad.copy_(at::mm(slopes.to(head.scalar_type()), head));
    }
    return -(own * chunk.weights).sum();
}

class VocabularyLoss : public torch::autograd::Function<VocabularyLoss> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& hidden,
                              const at::Tensor& head, const LossTargets& targets,
                              double totalWeight) {
        const auto wide = hidden.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        if (hidden.is_cpu() && targets.targets.numel() > 0) {
            TORCH_CHECK_INDEX(targets.targets.max().item<int64_t>() < head.size(0) &&
                                  targets.targets.min().item<int64_t>() >= 0,
                              "a target is beyond the ", head.size(0), " rows of the head");
        }
        const at::Tensor rows = hidden.index_select(0, targets.rows);
        const at::Tensor shares = (targets.weights.to(wide) / totalWeight).unsqueeze(1);
        const at::Tensor grad = hidden.requires_grad() ? at::empty_like(rows) : at::Tensor();
        at::Tensor loss = at::zeros({}, rows.options().dtype(wide));
        const int64_t most = std::max<int64_t>(16, kLogitsAtOnce / head.size(0));
        for (int64_t first = 0; first < rows.size(0); first += most) {
            const int64_t count = std::min(most, rows.size(0) - first);
            const Chunk chunk{rows.narrow(0, first, count),
                              targets.targets.narrow(0, first, count).unsqueeze(1),
                              shares.narrow(0, first, count)};
            loss += chunkLoss(chunk, head,
                              grad.defined() ? grad.narrow(0, first, count) : at::Tensor());
        }
        context->saved_data["tokens"] = hidden.size(0);
        context->save_for_backward({grad, targets.rows});
        return loss;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor& grad = saved[0];
        const at::Tensor all =
            at::zeros({context->saved_data["tokens"].toInt(), grad.size(1)}, grad.options());
        all.index_add_(0, saved[1], grad * gradients[0].to(grad.scalar_type()));
        return {all, {}, {}, {}};
    }
};

} // namespace

at::Tensor vocabularyLossShare(const at::Tensor& hidden, const at::Tensor& head,
                               const LossTargets& targets, double totalWeight) {
    return VocabularyLoss::apply(hidden, head, targets, std::max(totalWeight, 1e-12));
}

} // namespace ttt
