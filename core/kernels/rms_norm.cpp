#include "core/kernels/rms_norm.h"

#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/rms_norm_cpu.h"

#include <ATen/ATen.h>
#include <optional>
#include <torch/csrc/autograd/custom_function.h>

namespace ttt {

namespace {

at::Tensor referenceNorm(const at::Tensor& x, at::ScalarType type, const NormSettings& settings) {
    const at::Tensor wide = x.scalar_type() == at::kDouble ? x : x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true) + settings.epsilon);
    const at::Tensor normed = wide * scale;
    if (!settings.gain.defined()) return normed.to(type);
    return (normed * settings.gain.to(wide.scalar_type())).to(type);
}

// Own CUDA kernels are those of the ARC decoder, which has neither a gain nor another epsilon.
bool hasFusedNorm(const at::Tensor& x, const NormSettings& settings) {
    return useFastCpu(x) ||
           (useCudaKernels(x) && !settings.gain.defined() && settings.epsilon == kNormEpsilon);
}

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using OptionalTensor = std::optional<at::Tensor>;

class FusedAddNorm : public torch::autograd::Function<FusedAddNorm> {
public:
    // Keeps the normalised rows, or with a gain what was normalised.
    static tensor_list forward(AutogradContext* context, const at::Tensor& x,
                               const OptionalTensor& added, const OptionalTensor& gain,
                               double epsilon) {
        const at::Tensor delta = added.value_or(at::Tensor());
        const at::Tensor sum = delta.defined() ? at::empty_like(x) : x;
        const at::Tensor normed = at::empty_like(delta.defined() ? delta : x);
        const at::Tensor scales = at::empty({x.size(0)}, x.options().dtype(at::kFloat));
        if (x.is_cuda()) {
            cuda::addRmsNormForward(x, delta, sum, normed, scales);
        } else {
            cpu::addRmsNormForward(x, delta, {gain.value_or(at::Tensor()), epsilon}, sum, normed,
                                   scales);
        }
        context->save_for_backward({gain ? sum : normed, scales, gain.value_or(at::Tensor())});
        context->saved_data["added"] = delta.defined();
        context->saved_data["type"] = static_cast<int64_t>(x.scalar_type());
        if (!delta.defined()) return {normed};
        return {sum, normed};
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const bool added = context->saved_data["added"].toBool();
        const at::Tensor gradSum =
            added && gradients[0].defined() ? gradients[0].contiguous() : at::Tensor();
        const at::Tensor& gradNormed = gradients.back();
        const at::Tensor& gain = saved[2];
        const auto type = static_cast<at::ScalarType>(context->saved_data["type"].toInt());
        const at::Tensor grad = at::empty_like(saved[0], type);
        at::Tensor gradGain;
        if (grad.is_cuda()) {
            cuda::addRmsNormBackward(gradNormed.contiguous(), gradSum, saved[0], saved[1], grad);
        } else if (gain.defined()) {
            cpu::addRmsNormBackward(gradNormed.contiguous(), gradSum, saved[0], saved[1], gain,
                                    grad);
            // The gain is the last of the tensors that were given.
            if (context->needs_input_grad(added ? 2 : 1))
                gradGain = gainGradient(gradNormed, saved);
        } else {
            cpu::addRmsNormBackward(gradNormed.contiguous(), gradSum, saved[0], saved[1], grad);
        }
        return {grad, added ? grad.to(gradNormed.scalar_type()) : at::Tensor(), gradGain, {}};
    }

private:
    static at::Tensor gainGradient(const at::Tensor& gradNormed, const tensor_list& saved) {
        const at::Tensor unit = saved[0].to(at::kFloat) * saved[1].unsqueeze(1);
        return (gradNormed.to(at::kFloat) * unit).sum(0);
    }
};

tensor_list fusedNorm(const at::Tensor& x, const OptionalTensor& delta,
                      const NormSettings& settings) {
    const OptionalTensor gain =
        settings.gain.defined() ? OptionalTensor(settings.gain.contiguous()) : OptionalTensor();
    return FusedAddNorm::apply(x.contiguous(), delta, gain, settings.epsilon);
}

} // namespace

at::Tensor rmsNorm(const at::Tensor& x, const NormSettings& settings) {
    if (!hasFusedNorm(x, settings)) return referenceNorm(x, x.scalar_type(), settings);
    return fusedNorm(x, {}, settings)[0];
}

std::pair<at::Tensor, at::Tensor> addRmsNorm(const at::Tensor& x, const at::Tensor& delta,
                                             const NormSettings& settings) {
    const bool mixed = x.scalar_type() != delta.scalar_type();
    if (!hasFusedNorm(x, settings) || (mixed && !useFastCpu(delta))) {
        const at::Tensor sum = x + delta;
        return {sum, referenceNorm(sum, delta.scalar_type(), settings)};
    }
    const tensor_list outputs = fusedNorm(x, delta.contiguous(), settings);
    return {outputs[0], outputs[1]};
}

} // namespace ttt
