#include "core/kernels/rms_norm.h"

#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/rms_norm_cpu.h"

#include <optional>
#include <torch/torch.h>

namespace ttt {

namespace {

at::Tensor referenceNorm(const at::Tensor& x) {
    const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true) + kNormEpsilon);
    return (wide * scale).to(x.scalar_type());
}

bool hasFusedNorm(const at::Tensor& x) { return useFastCpu(x) || useCudaKernels(x); }

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

class FusedAddNorm : public torch::autograd::Function<FusedAddNorm> {
public:
    static tensor_list forward(AutogradContext* context, const at::Tensor& x,
                               const std::optional<at::Tensor>& added) {
        const at::Tensor delta = added.value_or(at::Tensor());
        const at::Tensor sum = delta.defined() ? at::empty_like(x) : x;
        const at::Tensor normed = at::empty_like(x);
        const at::Tensor scales = at::empty({x.size(0)}, x.options().dtype(at::kFloat));
        const auto forward = x.is_cuda() ? cuda::addRmsNormForward : cpu::addRmsNormForward;
        forward(x, delta, sum, normed, scales);
        context->save_for_backward({normed, scales});
        context->saved_data["added"] = delta.defined();
        if (!delta.defined()) return {normed};
        return {sum, normed};
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const bool added = context->saved_data["added"].toBool();
        const at::Tensor gradNormed = gradients.back().contiguous();
        const at::Tensor gradSum =
            added && gradients[0].defined() ? gradients[0].contiguous() : at::Tensor();
        const at::Tensor grad = at::empty_like(gradNormed);
        const auto backward = grad.is_cuda() ? cuda::addRmsNormBackward : cpu::addRmsNormBackward;
        backward(gradNormed, gradSum, saved[0], saved[1], grad);
        return {grad, added ? grad : at::Tensor()};
    }
};

} // namespace

at::Tensor rmsNorm(const at::Tensor& x) {
    if (!hasFusedNorm(x)) return referenceNorm(x);
    return FusedAddNorm::apply(x.contiguous(), std::optional<at::Tensor>())[0];
}

std::pair<at::Tensor, at::Tensor> addRmsNorm(const at::Tensor& x, const at::Tensor& delta) {
    if (!hasFusedNorm(x)) {
        const at::Tensor sum = x + delta;
        return {sum, referenceNorm(sum)};
    }
    const tensor_list outputs =
        FusedAddNorm::apply(x.contiguous(), std::optional<at::Tensor>(delta.contiguous()));
    return {outputs[0], outputs[1]};
}

} // namespace ttt
