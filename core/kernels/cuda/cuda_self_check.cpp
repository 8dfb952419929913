// Whether own CUDA kernels are used on a device: only after each has reproduced its reference
// there, outputs and gradients, once a process.
#include "core/kernels/cuda/cuda_kernels.h"
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/language/vocabulary_loss.h"
#include "core/kernels/prefix_attention.h"
#include "core/kernels/rms_norm.h"
#include "core/kernels/swiglu.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <functional>
#include <map>
#include <mutex>
#include <torch/csrc/autograd/autograd.h>

namespace ttt {

namespace {

using Tensors = std::vector<at::Tensor>;

struct Check {
    const char* name;
    std::function<Tensors(const Tensors&)> function;
    Tensors inputs;
};

// Two roundings to bfloat16 apart; a wrong index is far beyond.
constexpr double kTolerance = 3e-2;
constexpr int64_t kTokens = 150; // not a multiple of any tile
constexpr int64_t kHeads = 2;

// Two sequences whose rows see ten at a time.
PackedLayout steppedLayout() {
    PackedLayout layout{{0, 70, kTokens}, {}};
    for (const int64_t length : {int64_t{70}, kTokens - 70}) {
        for (int64_t t = 0; t < length; ++t) {
            layout.visibleEnd.push_back(static_cast<int32_t>((t / 10 + 1) * 10));
        }
    }
    return layout;
}

Tensors addAndNorm(const Tensors& t) {
    const auto [sum, normed] = addRmsNorm(t[0], t[1]);
    return {sum, normed};
}

Tensors attend(const Tensors& t) { return {prefixAttention({t[0], t[1], t[2]}, steppedLayout())}; }

// Not differentiable; the cache is written before it is read.
Tensors attendToCache(const Tensors& t) {
    const at::NoGradGuard noGrad;
    const auto cached = [&](const at::Tensor& rows) {
        return rows.detach().unsqueeze(0).repeat({2, 1, 1, 1});
    };
    const HeadTensors heads{t[0].narrow(1, 0, 2), t[1].narrow(1, 3, 2), t[2].narrow(1, 5, 2)};
    return {cachedAttention(
        {heads.query.contiguous(), heads.key.contiguous(), heads.value.contiguous()},
        {{0, 1, 2}, {100, 131}}, {1, 0}, {99, 130}, {cached(t[1]), cached(t[2])})};
}

// Twice, as the check's gradient of a first output is zero.
Tensors vocabularyLoss(const Tensors& t) {
    const auto index = t[0].options().dtype(at::kLong).requires_grad(false);
    const int64_t rows = t[0].size(0);
    const LossTargets targets{at::arange(rows, index), at::arange(rows, index) % t[1].size(0),
                              at::ones({rows}, index.dtype(at::kFloat))};
    const at::Tensor loss =
        vocabularyLossShare(t[0], t[1].detach(), targets, static_cast<double>(rows));
    return {loss, loss + t[1].sum() * 0};
}

RotaryAngles someAngles(const at::TensorOptions& options) {
    const at::Tensor turns =
        at::arange(kTokens * 20, options.dtype(at::kFloat)).view({kTokens, 20});
    return {turns.cos(), turns.sin()};
}

std::vector<Check> listChecks(const at::TensorOptions& options) {
    const auto heads = [&](int64_t size) {
        const auto make = [&] { return at::randn({kHeads, kTokens, size}, options); };
        return Tensors{make() / 4, make(), make()};
    };
    const auto gain = [&] { return at::randn({48}, options.dtype(at::kFloat)); };
    return {
        {"SwiGLU",
         [](const Tensors& t) { return Tensors{swiGlu(t[0])}; },
         {at::randn({33, 2 * 65}, options)}},
        {"SwiGLU, whole vectors",
         [](const Tensors& t) { return Tensors{swiGlu(t[0])}; },
         {at::randn({33, 2 * 72}, options)}},
        {"RMS norm", addAndNorm, {at::randn({33, 193}, options), at::randn({33, 193}, options)}},
        {"RMS norm, whole vectors",
         addAndNorm,
         {at::randn({33, 384}, options), at::randn({33, 384}, options)}},
        {"vocabulary loss",
         vocabularyLoss,
         {at::randn({33, 64}, options), at::randn({517, 64}, options) / 4}},
        {"vocabulary loss, whole vectors",
         vocabularyLoss,
         {at::randn({33, 64}, options), at::randn({520, 64}, options) / 4}},
        {"rotary embedding",
         [angles = someAngles(options)](const Tensors& t) {
             const HeadTensors out = splitQkv(t[0], {kHeads, kHeads, t[1], t[2]}, angles);
             return Tensors{out.query, out.key, out.value};
         },
         {at::randn({kTokens, 3 * kHeads * 48}, options), gain(), gain()}},
        {"attention, heads of 48", attend, heads(48)},
        {"attention, heads of 64", attend, heads(64)},
        {"attention to a cache", attendToCache, heads(48)}};
}

// The outputs, then the gradients of the inputs for a fixed gradient of each output.
Tensors differentiated(const Check& check) {
    const at::AutoGradMode mode(true);
    Tensors leaves;
    for (const at::Tensor& input : check.inputs) {
        leaves.push_back(input.detach().requires_grad_(true));
    }
    Tensors results = check.function(leaves);
    if (!results[0].requires_grad()) return results;
    Tensors directions;
    for (const at::Tensor& output : results) {
        const at::Tensor index = at::arange(output.numel(), output.options().dtype(at::kFloat));
        directions.push_back(index.sin().to(output.options()).view(output.sizes()));
    }
    const Tensors gradients = torch::autograd::grad(results, leaves, directions);
    results.insert(results.end(), gradients.begin(), gradients.end());
    return results;
}

bool agree(const at::Tensor& found, const at::Tensor& expected) {
    const at::Tensor wide = expected.detach().to(at::kDouble);
    const at::Tensor difference = found.detach().to(at::kDouble) - wide;
    return difference.norm().item<double>() < kTolerance * wide.norm().item<double>(); // no NaN
}

bool passes(const Check& check) {
    const Tensors found = differentiated(check);
    const ReferenceKernels forced;
    const Tensors expected = differentiated(check);
    for (size_t i = 0; i < found.size(); ++i) {
        if (!agree(found[i], expected[i])) return false;
    }
    return true;
}

bool reproducesReference(at::Device device) {
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
        for (const Check& check : listChecks(at::TensorOptions().device(device).dtype(type))) {
            if (passes(check)) continue;
            TORCH_WARN(device.str(), ": the CUDA kernel of ", check.name,
                       " disagrees with the reference; own kernels are not used");
            return false;
        }
    }
    return true;
}

bool isTrusted(at::Device device) {
    static std::recursive_mutex mutex;
    static std::map<at::DeviceIndex, bool> trusted;
    const std::scoped_lock lock(mutex);
    const auto found = trusted.find(device.index());
    if (found != trusted.end()) return found->second;
    trusted[device.index()] = true; // for what is checked now
    return trusted[device.index()] = reproducesReference(device);
}

} // namespace

bool useCudaKernels(const at::Tensor& tensor) {
    const bool typed = tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16;
    return tensor.is_cuda() && typed && !referenceIsForced() && isTrusted(tensor.device());
}

bool useCudaAttention(const at::Tensor& query) {
    const int64_t size = query.size(-1);
    return query.scalar_type() == at::kBFloat16 && (size == 48 || size == 64) &&
           useCudaKernels(query);
}

bool useCudaRotary(const at::Tensor& qkv, int64_t headSize, int64_t pairs) {
    return (headSize == 48 || headSize == 64) && pairs == cuda::kRotaryPairs && useCudaKernels(qkv);
}

} // namespace ttt
