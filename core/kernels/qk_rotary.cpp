#include "core/kernels/qk_rotary.h"

#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/qk_rotary_cpu.h"
#include "core/kernels/rms_norm.h"

#include <ATen/ATen.h>
#include <cmath>
#include <optional>
#include <torch/csrc/autograd/custom_function.h>

namespace ttt {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using OptionalTensor = std::optional<at::Tensor>;

int64_t headSize(const at::Tensor& qkv, const HeadSplit& split) {
    return qkv.size(1) / (split.heads + 2 * split.keyHeads);
}

// Own CUDA kernels are those of the ARC decoder: normalised heads that share nothing.
bool fitsCudaKernel(const at::Tensor& qkv, const HeadSplit& split, const RotaryAngles& angles) {
    return split.queryGain.defined() && split.heads == split.keyHeads && split.queryScale == 0 &&
           split.epsilon == kNormEpsilon &&
           useCudaRotary(qkv, headSize(qkv, split), angles.cosines.size(1));
}

// The split with its scale as a number.
HeadSplit withScale(const HeadSplit& split, int64_t size) {
    HeadSplit result = split;
    if (split.queryScale == 0) result.queryScale = 1.0 / std::sqrt(static_cast<double>(size));
    return result;
}

// Without gains queries and keys need nothing of the forward pass but the angles.
class FusedSplit : public torch::autograd::Function<FusedSplit> {
public:
    static tensor_list forward(AutogradContext* context, const at::Tensor& qkv,
                               const OptionalTensor& queryGain, const OptionalTensor& keyGain,
                               const RotaryAngles& angles, const HeadSplit& split) {
        const int64_t size = headSize(qkv, split);
        const auto make = [&](int64_t heads) {
            return at::empty({heads, qkv.size(0), size}, qkv.options());
        };
        const HeadTensors out{make(split.heads), make(split.keyHeads), make(split.keyHeads)};
        if (qkv.is_cuda()) {
            cuda::splitQkvForward(qkv, *queryGain, *keyGain, angles, out);
        } else {
            cpu::splitQkvForward(qkv, split, angles, out);
        }
        context->save_for_backward({queryGain ? qkv : at::Tensor(),
                                    queryGain.value_or(at::Tensor()),
                                    keyGain.value_or(at::Tensor()), angles.cosines, angles.sines});
        context->saved_data["heads"] = split.heads;
        context->saved_data["key_heads"] = split.keyHeads;
        context->saved_data["epsilon"] = split.epsilon;
        context->saved_data["scale"] = split.queryScale;
        return {out.query, out.key, out.value};
    }
    static tensor_list backward(AutogradContext* context, const tensor_list& gradients) {
        const auto saved = context->get_saved_variables();
        const HeadTensors grads{gradients[0].contiguous(), gradients[1].contiguous(),
                                gradients[2].contiguous()};
        const HeadSplit split{context->saved_data["heads"].toInt(),
                              context->saved_data["key_heads"].toInt(),
                              saved[1],
                              saved[2],
                              context->saved_data["epsilon"].toDouble(),
                              context->saved_data["scale"].toDouble()};
        const int64_t columns = (split.heads + 2 * split.keyHeads) * grads.query.size(2);
        const at::Tensor gradQkv = at::empty({grads.query.size(1), columns}, grads.query.options());
        const at::Tensor& qkv = saved[0].defined() ? saved[0] : gradQkv;
        const auto zeros = [](const at::Tensor& gain) {
            return gain.defined() ? at::zeros_like(gain) : at::Tensor();
        };
        const at::Tensor gradQueryGain = zeros(saved[1]);
        const at::Tensor gradKeyGain = zeros(saved[2]);
        if (gradQkv.is_cuda()) {
            cuda::splitQkvBackward(grads, qkv, saved[1], saved[2], {saved[3], saved[4]}, gradQkv,
                                   gradQueryGain, gradKeyGain);
        } else {
            cpu::splitQkvBackward(grads, qkv, split, {saved[3], saved[4]}, gradQkv, gradQueryGain,
                                  gradKeyGain);
        }
        return {gradQkv, gradQueryGain, gradKeyGain, {}, {}};
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

at::Tensor normed(const at::Tensor& x, const at::Tensor& gain, double epsilon) {
    if (!gain.defined()) return x;
    const at::Tensor scale = at::rsqrt(x.square().mean(-1, true) + epsilon);
    return x * scale * gain.to(x.scalar_type());
}

HeadTensors referenceSplit(const at::Tensor& qkv, const HeadSplit& split,
                           const RotaryAngles& angles) {
    const int64_t size = headSize(qkv, split);
    const auto type = qkv.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor all = qkv.to(type).view({qkv.size(0), split.heads + 2 * split.keyHeads, size});
    const at::Tensor queries = all.narrow(1, 0, split.heads);
    const at::Tensor keys = all.narrow(1, split.heads, split.keyHeads);
    const at::Tensor values = all.narrow(1, split.heads + split.keyHeads, split.keyHeads);
    const at::Tensor query =
        turned(normed(queries, split.queryGain, split.epsilon) * split.queryScale, angles);
    const at::Tensor key = turned(normed(keys, split.keyGain, split.epsilon), angles);
    const auto out = qkv.scalar_type();
    return {query.to(out), key.to(out), values.transpose(0, 1).contiguous().to(out)};
}

} // namespace

RotaryAngles rotaryAngles(const at::Tensor& positions, const at::Tensor& frequencies,
                          const at::Tensor& axes) {
    const at::Tensor angles = positions.to(at::kFloat).index_select(1, axes) * frequencies;
    return {angles.cos(), angles.sin()};
}

HeadTensors splitQkv(const at::Tensor& qkv, const HeadSplit& split, const RotaryAngles& angles) {
    const HeadSplit scaled = withScale(split, headSize(qkv, split));
    if (!useFastCpu(qkv) && !fitsCudaKernel(qkv, split, angles)) {
        return referenceSplit(qkv, scaled, angles);
    }
    const auto optional = [](const at::Tensor& gain) {
        return gain.defined() ? OptionalTensor(gain.contiguous()) : OptionalTensor();
    };
    const tensor_list out = FusedSplit::apply(qkv.contiguous(), optional(split.queryGain),
                                              optional(split.keyGain), angles, scaled);
    return {out[0], out[1], out[2]};
}

} // namespace ttt
