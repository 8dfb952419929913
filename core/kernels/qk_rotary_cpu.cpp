#include "core/kernels/qk_rotary_cpu.h"

#include "core/kernels/cpu_math.h"
#include "core/kernels/rms_norm.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <array>
#include <cmath>
#include <mutex>

namespace ttt::cpu {

namespace {

constexpr int64_t kTokensPerTask = 32;
constexpr int64_t kMaxHeadSize = 256;
using Head = std::array<float, kMaxHeadSize>;

struct Shape {
    int64_t tokens;
    int64_t heads;
    int64_t size;
    int64_t pairs;
};

float inverseRms(const float* x, int64_t size) {
    float squares = 0;
    for (int64_t d = 0; d < size; ++d) squares += x[d] * x[d];
    return 1.0F / std::sqrt(squares / static_cast<float>(size) + static_cast<float>(kNormEpsilon));
}

// Turns x by the angles; direction -1 turns back.
void turn(float* x, const float* cosines, const float* sines, int64_t pairs, float direction) {
    for (int64_t p = 0; p < pairs; ++p) {
        const float a = x[p];
        const float b = x[pairs + p];
        const float sine = direction * sines[p];
        x[p] = a * cosines[p] - b * sine;
        x[pairs + p] = b * cosines[p] + a * sine;
    }
}

// One head of one token: norm, gain (with the scale folded in), turn.
template <typename T>
void projectHead(const T* in, const float* gain, float scale, const float* cosines,
                 const float* sines, const Shape& shape, T* out) {
    Head x;
    for (int64_t d = 0; d < shape.size; ++d) x[static_cast<size_t>(d)] = toFloat(in[d]);
    const float factor = inverseRms(x.data(), shape.size) * scale;
    for (int64_t d = 0; d < shape.size; ++d) x[static_cast<size_t>(d)] *= factor * gain[d];
    turn(x.data(), cosines, sines, shape.pairs, 1);
    for (int64_t d = 0; d < shape.size; ++d) store(out + d, x[static_cast<size_t>(d)]);
}

template <typename T>
void projectHeadBackward(const T* gradOut, const T* in, const float* gain, float scale,
                         const float* cosines, const float* sines, const Shape& shape, T* gradIn,
                         float* gradGain) {
    Head x;
    Head g;
    for (int64_t d = 0; d < shape.size; ++d) {
        x[static_cast<size_t>(d)] = toFloat(in[d]);
        g[static_cast<size_t>(d)] = toFloat(gradOut[d]);
    }
    turn(g.data(), cosines, sines, shape.pairs, -1);
    const float factor = inverseRms(x.data(), shape.size);
    float dot = 0;
    for (int64_t d = 0; d < shape.size; ++d) {
        const auto i = static_cast<size_t>(d);
        const float unit = x[i] * factor;
        gradGain[d] += g[i] * unit * scale;
        g[i] *= gain[d] * scale;
        x[i] = unit;
        dot += g[i] * unit;
    }
    const float mean = dot / static_cast<float>(shape.size);
    for (int64_t d = 0; d < shape.size; ++d) {
        const auto i = static_cast<size_t>(d);
        store(gradIn + d, factor * (g[i] - x[i] * mean));
    }
}

Shape shapeOf(const at::Tensor& query, const RotaryAngles& angles) {
    return {query.size(1), query.size(0), query.size(2), angles.cosines.size(1)};
}

template <typename T>
void forwardTokens(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                   const RotaryAngles& angles, const HeadTensors& out) {
    const Shape shape = shapeOf(out.query, angles);
    const float scale = 1.0F / std::sqrt(static_cast<float>(shape.size));
    const T* in = qkv.const_data_ptr<T>();
    T* query = out.query.data_ptr<T>();
    T* key = out.key.data_ptr<T>();
    T* value = out.value.data_ptr<T>();
    const auto* qGain = queryGain.const_data_ptr<float>();
    const auto* kGain = keyGain.const_data_ptr<float>();
    at::parallel_for(0, shape.tokens, kTokensPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const float* cosines = angles.cosines.const_data_ptr<float>() + n * shape.pairs;
            const float* sines = angles.sines.const_data_ptr<float>() + n * shape.pairs;
            const T* token = in + n * 3 * shape.heads * shape.size;
            for (int64_t h = 0; h < shape.heads; ++h) {
                const int64_t to = (h * shape.tokens + n) * shape.size;
                const T* q = token + h * shape.size;
                const T* k = q + shape.heads * shape.size;
                const T* v = k + shape.heads * shape.size;
                projectHead(q, qGain, scale, cosines, sines, shape, query + to);
                projectHead(k, kGain, 1.0F, cosines, sines, shape, key + to);
                for (int64_t d = 0; d < shape.size; ++d) value[to + d] = v[d];
            }
        }
    });
}

template <typename T>
void backwardTokens(const HeadTensors& grads, const at::Tensor& qkv, const at::Tensor& queryGain,
                    const at::Tensor& keyGain, const RotaryAngles& angles,
                    const at::Tensor& gradQkv, const at::Tensor& gradQueryGain,
                    const at::Tensor& gradKeyGain) {
    const Shape shape = shapeOf(grads.query, angles);
    const float scale = 1.0F / std::sqrt(static_cast<float>(shape.size));
    const T* in = qkv.const_data_ptr<T>();
    T* out = gradQkv.data_ptr<T>();
    // Per-chunk sums, added in chunk order, so that results do not depend on which thread is first.
    const int64_t chunks = (shape.tokens + kTokensPerTask - 1) / kTokensPerTask;
    const at::Tensor partial =
        at::zeros({chunks, 2, shape.size}, gradQueryGain.options().dtype(at::kFloat));
    at::parallel_for(0, chunks, 1, [&](int64_t firstChunk, int64_t lastChunk) {
        for (int64_t n = firstChunk * kTokensPerTask;
             n < std::min(lastChunk * kTokensPerTask, shape.tokens); ++n) {
            float* sums = partial.data_ptr<float>() + n / kTokensPerTask * 2 * shape.size;
            const float* cosines = angles.cosines.const_data_ptr<float>() + n * shape.pairs;
            const float* sines = angles.sines.const_data_ptr<float>() + n * shape.pairs;
            for (int64_t h = 0; h < shape.heads; ++h) {
                const int64_t from = (h * shape.tokens + n) * shape.size;
                const int64_t q = (n * 3 * shape.heads + h) * shape.size;
                const int64_t k = q + shape.heads * shape.size;
                const int64_t v = k + shape.heads * shape.size;
                projectHeadBackward(grads.query.const_data_ptr<T>() + from, in + q,
                                    queryGain.const_data_ptr<float>(), scale, cosines, sines, shape,
                                    out + q, sums);
                projectHeadBackward(grads.key.const_data_ptr<T>() + from, in + k,
                                    keyGain.const_data_ptr<float>(), 1.0F, cosines, sines, shape,
                                    out + k, sums + shape.size);
                const T* gradValue = grads.value.const_data_ptr<T>() + from;
                for (int64_t d = 0; d < shape.size; ++d) out[v + d] = gradValue[d];
            }
        }
    });
    const at::Tensor total = partial.sum(0);
    gradQueryGain.add_(total[0]);
    gradKeyGain.add_(total[1]);
}

} // namespace

void splitQkvForward(const at::Tensor& qkv, const at::Tensor& queryGain, const at::Tensor& keyGain,
                     const RotaryAngles& angles, const HeadTensors& out) {
    TORCH_CHECK(out.query.size(2) <= kMaxHeadSize, "heads may have at most 256 channels");
    if (qkv.scalar_type() == at::kFloat) {
        forwardTokens<float>(qkv, queryGain, keyGain, angles, out);
    } else {
        forwardTokens<c10::BFloat16>(qkv, queryGain, keyGain, angles, out);
    }
}

void splitQkvBackward(const HeadTensors& grads, const at::Tensor& qkv, const at::Tensor& queryGain,
                      const at::Tensor& keyGain, const RotaryAngles& angles,
                      const at::Tensor& gradQkv, const at::Tensor& gradQueryGain,
                      const at::Tensor& gradKeyGain) {
    if (qkv.scalar_type() == at::kFloat) {
        backwardTokens<float>(grads, qkv, queryGain, keyGain, angles, gradQkv, gradQueryGain,
                              gradKeyGain);
    } else {
        backwardTokens<c10::BFloat16>(grads, qkv, queryGain, keyGain, angles, gradQkv,
                                      gradQueryGain, gradKeyGain);
    }
}

} // namespace ttt::cpu
