#include "core/kernels/swiglu.h"

#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/swiglu_cpu.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

class FusedSwiGlu : public torch::autograd::Function<FusedSwiGlu> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& gateUp) {
        const at::Tensor out = at::empty({gateUp.size(0), gateUp.size(1) / 2}, gateUp.options());
        (gateUp.is_cuda() ? cuda::swiGluForward : cpu::swiGluForward)(gateUp, out);
        context->save_for_backward({gateUp});
        return out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const at::Tensor gateUp = context->get_saved_variables()[0];
        const at::Tensor grad = at::empty_like(gateUp);
        const auto backward = gateUp.is_cuda() ? cuda::swiGluBackward : cpu::swiGluBackward;
        backward(gradients[0].contiguous(), gateUp, grad);
        return {grad};
    }
};

// CUDA has no kernel of its own for it.
class FusedGeGlu : public torch::autograd::Function<FusedGeGlu> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& gateUp) {
        const at::Tensor out = at::empty({gateUp.size(0), gateUp.size(1) / 2}, gateUp.options());
        cpu::geGluForward(gateUp, out);
        context->save_for_backward({gateUp});
        return out;
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const at::Tensor gateUp = context->get_saved_variables()[0];
        const at::Tensor grad = at::empty_like(gateUp);
        cpu::geGluBackward(gradients[0].contiguous(), gateUp, grad);
        return {grad};
    }
};

} // namespace

at::Tensor geGlu(const at::Tensor& gateUp) {
    if (useFastCpu(gateUp)) return FusedGeGlu::apply(gateUp.contiguous());
    const auto halves = gateUp.chunk(2, -1);
    return at::gelu(halves[0], "tanh") * halves[1];
}

at::Tensor swiGlu(const at::Tensor& gateUp) {
    if (useFastCpu(gateUp) || useCudaKernels(gateUp))
        return FusedSwiGlu::apply(gateUp.contiguous());
    const auto halves = gateUp.chunk(2, -1);
    return at::silu(halves[0]) * halves[1];
}

} // namespace ttt
