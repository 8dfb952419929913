#include "core/kernels/qk_rotary.h"

#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/qk_rotary_cpu.h"
#include "core/kernels/rms_norm.h"

#include <cmath>
#include <torch/torch.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

HeadTensors emptyHeads(const at::Tensor& qkv, int64_t heads) {
    const int64_t size = qkv.size(1) / 3 / heads;
    const auto make = [&] { return at::empty({heads, qkv.size(0), size}, qkv.options()); };
    return {make(), make(), make()};
}

class FusedSplit : public torch::autograd::Function<FusedSplit> {
public:
    static tensor_list forward(AutogradContext* context, const at::Tensor& qkv,
                               const at::Tensor& queryGain, const at::Tensor& keyGain,
                               const at::Tensor& cosines, const at::Tensor& sines, int64_t heads) {
        const HeadTensors out = emptyHeads(qkv, heads);
        const auto forward = qkv.is_cuda() ? cuda::splitQkvForward : cpu::splitQkvForward;
        forward(qkv, queryGain, keyGain, {cosines, sines}, out);
        context->save_for_backward({qkv, queryGain, keyGain, cosines, sines});
        return {out.query, out.key, out.value};
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const HeadTensors grads{gradients[0].contiguous(), gradients[1].contiguous(),
                                gradients[2].contiguous()};
        const at::Tensor gradQkv = at::empty_like(saved[0]);
        const at::Tensor gradQueryGain = at::zeros_like(saved[1]);
        const at::Tensor gradKeyGain = at::zeros_like(saved[2]);
        const auto backward = gradQkv.is_cuda() ? cuda::splitQkvBackward : cpu::splitQkvBackward;
        backward(grads, saved[0], saved[1], saved[2], {saved[3], saved[4]}, gradQkv, gradQueryGain,
                 gradKeyGain);
        return {gradQkv, gradQueryGain, gradKeyGain, {}, {}, {}};
    }
};

// x [N, H, D] to [H, N, D], turned.
at::Tensor turned(const at::Tensor& x, const RotaryAngles& angles) {
    const int64_t pairs = angles.cosines.size(1);
    const at::Tensor cosines = angles.cosines.to(x.scalar_type()).unsqueeze(1);
    const at::Tensor sines = angles.sines.to(x.scalar_type()).unsqueeze(1);
    const at::Tensor first = x.narrow(-1, 0, pairs);
    const at::Tensor second = x.narrow(-1, pairs, pairs);
    const at::Tensor rest = x.narrow(-1, 2 * pairs, x.size(-1) - 2 * pairs);
    return at::cat({first * cosines - second * sines, second * cosines + first * sines, rest}, -1)
        .transpose(0, 1)
        .contiguous();
}

at::Tensor normed(const at::Tensor& x, const at::Tensor& gain) {
    const at::Tensor scale = at::rsqrt(x.square().mean(-1, true) + kNormEpsilon);
    return x * scale * gain.to(x.scalar_type());
}

HeadTensors referenceSplit(const at::Tensor& qkv, const at::Tensor& queryGain,
                           const at::Tensor& keyGain, const RotaryAngles& angles, int64_t heads) {
    const int64_t size = qkv.size(1) / 3 / heads;
    const auto type = qkv.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor parts = qkv.to(type).view({qkv.size(0), 3, heads, size});
    const double scale = 1.0 / std::sqrt(static_cast<double>(size));
    const at::Tensor query = turned(normed(parts.select(1, 0), queryGain) * scale, angles);
    const at::Tensor key = turned(normed(parts.select(1, 1), keyGain), angles);
    const at::Tensor value = parts.select(1, 2).transpose(0, 1).contiguous();
    const auto out = qkv.scalar_type();
    return {query.to(out), key.to(out), value.to(out)};
}

} // namespace

RotaryAngles rotaryAngles(const at::Tensor& positions, const at::Tensor& frequencies,
                          const at::Tensor& axes) {
    const at::Tensor angles = positions.to(at::kFloat).index_select(1, axes) * frequencies;
    return {angles.cos(), angles.sin()};
}

HeadTensors splitQkv(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                     const RotaryAngles& angles, int64_t heads) {
    const bool fused =
        useFastCpu(qkv) || useCudaRotary(qkv, queryGain.size(0), angles.cosines.size(1));
    if (!fused) return referenceSplit(qkv, queryGain, keyGain, angles, heads);
    const tensor_list out = FusedSplit::apply(qkv.contiguous(), queryGain, keyGain, angles.cosines,
                                              angles.sines, heads);
    return {out[0], out[1], out[2]};
}

} // namespace ttt
