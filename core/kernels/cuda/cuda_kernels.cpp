// Compiled where nvcc is found; no_cuda_kernels.cpp stands in elsewhere. From tensors to launches.
#include "core/kernels/cuda/cuda_kernels.h"

#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/rms_norm.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cmath>

namespace ttt::cuda {

namespace {

Element elementOf(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kFloat ? Element::Float32 : Element::BFloat16;
}

void* streamOf(const at::Tensor& tensor) {
    return c10::cuda::getCurrentCUDAStream(tensor.get_device()).stream();
}

const void* dataOrNull(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.const_data_ptr() : nullptr;
}

RotaryLaunch rotaryLaunch(const at::Tensor& qkv, const at::Tensor& queryGain,
                          const at::Tensor& keyGain, const RotaryAngles& angles) {
    const int64_t size = queryGain.size(0);
    return {.element = elementOf(qkv),
            .tokens = qkv.size(0),
            .heads = qkv.size(1) / 3 / size,
            .headSize = size,
            .epsilon = static_cast<float>(kNormEpsilon),
            .queryScale = 1.0F / std::sqrt(static_cast<float>(size)),
            .qkv = qkv.const_data_ptr(),
            .gains = {queryGain.const_data_ptr<float>(), keyGain.const_data_ptr<float>()},
            .cosines = angles.cosines.const_data_ptr<float>(),
            .sines = angles.sines.const_data_ptr<float>(),
            .parts = {},
            .gradParts = {},
            .gradQkv = nullptr,
            .gradGains = nullptr,
            .blocks = 0,
            .stream = streamOf(qkv)};
}

AttentionLaunch attentionLaunch(const HeadTensors& heads, const at::Tensor& ranges,
                                const AttentionResult& result) {
    const int64_t tokens = heads.query.size(1);
    const auto* visible = ranges.const_data_ptr<int32_t>();
    const auto* keysOfQueries = visible + 2 * tokens;
    return {.tokens = tokens,
            .heads = heads.query.size(0),
            .headSize = heads.query.size(2),
            .visible = visible,
            .keysOfQueries = keysOfQueries,
            .queriesOfKeys = keysOfQueries + (ranges.size(0) - tokens),
            .query = heads.query.const_data_ptr(),
            .key = heads.key.const_data_ptr(),
            .value = heads.value.const_data_ptr(),
            .out = result.out.data_ptr(),
            .logSums = result.logSums.data_ptr<float>(),
            .gradOut = nullptr,
            .deltas = nullptr,
            .gradQuery = nullptr,
            .gradKey = nullptr,
            .gradValue = nullptr,
            .stream = streamOf(heads.query)};
}

} // namespace

void swiGluForward(const at::Tensor& gateUp, const at::Tensor& out) {
    const c10::cuda::CUDAGuard guard(gateUp.device());
    launchSwiGlu({elementOf(gateUp), out.size(0), out.size(1), gateUp.const_data_ptr(), nullptr,
                  out.data_ptr(), streamOf(gateUp)});
}

void swiGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    const c10::cuda::CUDAGuard guard(gateUp.device());
    launchSwiGlu({elementOf(gateUp), gradOut.size(0), gradOut.size(1), gateUp.const_data_ptr(),
                  gradOut.const_data_ptr(), grad.data_ptr(), streamOf(gateUp)});
}

void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales) {
    const c10::cuda::CUDAGuard guard(x.device());
    launchRmsNorm({elementOf(x), x.size(0), x.size(1), static_cast<float>(kNormEpsilon),
                   x.const_data_ptr(), dataOrNull(delta), sum.data_ptr(), normed.data_ptr(),
                   scales.data_ptr<float>(), nullptr, streamOf(x)});
}

void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales,
                        const at::Tensor& grad) {
    const c10::cuda::CUDAGuard guard(normed.device());
    launchRmsNorm({elementOf(normed), normed.size(0), normed.size(1), 0,
                   gradNormed.const_data_ptr(), dataOrNull(gradSum), nullptr, normed.data_ptr(),
                   scales.data_ptr<float>(), grad.data_ptr(), streamOf(normed)});
}

void vocabularyLoss(const at::Tensor& logits, const at::Tensor& targets, const at::Tensor& weights,
                    const at::Tensor& losses, bool slopes) {
    const c10::cuda::CUDAGuard guard(logits.device());
    launchVocabularyLoss({elementOf(logits), logits.size(0), logits.size(1), logits.data_ptr(),
                          targets.const_data_ptr<int64_t>(), weights.const_data_ptr<float>(),
                          losses.data_ptr<float>(), slopes, streamOf(logits)});
}

void splitQkvForward(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                     const RotaryAngles& angles, const HeadTensors& out) {
    const c10::cuda::CUDAGuard guard(qkv.device());
    RotaryLaunch launch = rotaryLaunch(qkv, queryGain, keyGain, angles);
    launch.parts[0] = out.query.data_ptr();
    launch.parts[1] = out.key.data_ptr();
    launch.parts[2] = out.value.data_ptr();
    launchRotary(launch);
}

void splitQkvBackward(const HeadTensors& grads, const at::Tensor& qkv, const at::Tensor& queryGain,
                      const at::Tensor& keyGain, const RotaryAngles& angles,
                      const at::Tensor& gradQkv, const at::Tensor& gradQueryGain,
                      const at::Tensor& gradKeyGain) {
    constexpr int64_t kBlocks = 512; // each adds up its share of the gains' gradients
    const c10::cuda::CUDAGuard guard(qkv.device());
    RotaryLaunch launch = rotaryLaunch(qkv, queryGain, keyGain, angles);
    const at::Tensor gains =
        at::empty({kBlocks, 2, launch.headSize}, qkv.options().dtype(at::kFloat));
    launch.gradParts[0] = grads.query.const_data_ptr();
    launch.gradParts[1] = grads.key.const_data_ptr();
    launch.gradParts[2] = grads.value.const_data_ptr();
    launch.gradQkv = gradQkv.data_ptr();
    launch.gradGains = gains.data_ptr<float>();
    launch.blocks = kBlocks;
    launchRotary(launch);
    const at::Tensor total = gains.sum(0);
    gradQueryGain.add_(total[0]);
    gradKeyGain.add_(total[1]);
}

void attendForward(const HeadTensors& heads, const at::Tensor& ranges,
                   const AttentionResult& result) {
    const c10::cuda::CUDAGuard guard(heads.query.device());
    launchAttention(attentionLaunch(heads, ranges, result));
}

void attendBackward(const HeadTensors& heads, const at::Tensor& ranges,
                    const AttentionResult& result, const at::Tensor& gradOut,
                    const HeadTensors& grads) {
    const c10::cuda::CUDAGuard guard(heads.query.device());
    const at::Tensor deltas = at::empty_like(result.logSums);
    AttentionLaunch launch = attentionLaunch(heads, ranges, result);
    launch.gradOut = gradOut.const_data_ptr();
    launch.deltas = deltas.data_ptr<float>();
    launch.gradQuery = grads.query.data_ptr();
    launch.gradKey = grads.key.data_ptr();
    launch.gradValue = grads.value.data_ptr();
    launchAttention(launch);
}

void attendCached(const HeadTensors& heads, const at::Tensor& places, const KeyValueCache& cache,
                  const at::Tensor& out) {
    const c10::cuda::CUDAGuard guard(heads.query.device());
    launchCachedAttention({.rows = heads.query.size(1),
                           .heads = heads.query.size(0),
                           .headSize = heads.query.size(2),
                           .capacity = cache.keys.size(2),
                           .places = places.const_data_ptr<int32_t>(),
                           .query = heads.query.const_data_ptr(),
                           .newKeys = heads.key.const_data_ptr(),
                           .newValues = heads.value.const_data_ptr(),
                           .keys = cache.keys.data_ptr(),
                           .values = cache.values.data_ptr(),
                           .out = out.data_ptr(),
                           .stream = streamOf(heads.query)});
}

} // namespace ttt::cuda
