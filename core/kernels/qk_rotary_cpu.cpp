#include "core/kernels/qk_rotary_cpu.h"

#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <array>
#include <cmath>

namespace ttt::cpu {

namespace {

constexpr int64_t kTokensPerTask = 32;
constexpr int64_t kMaxHeadSize = 256;
using Head = std::array<float, kMaxHeadSize>;

struct Shape {
    int64_t tokens;
    int64_t heads;
    int64_t keyHeads;
    int64_t size;
    int64_t pairs;

    int64_t rowSize() const { return (heads + 2 * keyHeads) * size; }
};

// How queries, or keys, become what attention reads.
struct Projection {
    const float* gain; // null: not normalised
    float scale;
    float epsilon;
};

float inverseRms(const float* x, int64_t size, float epsilon) {
    float squares = 0;
    for (int64_t d = 0; d < size; ++d) squares += x[d] * x[d];
    return 1.0F / std::sqrt(squares / static_cast<float>(size) + epsilon);
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

// One head of one token: norm, gain, scale, turn.
template <typename T>
void projectHead(const T* in, const Projection& how, const float* cosines, const float* sines,
                 const Shape& shape, T* out) {
    Head x;
    for (int64_t d = 0; d < shape.size; ++d) x[static_cast<size_t>(d)] = toFloat(in[d]);
    if (how.gain != nullptr) {
        const float factor = inverseRms(x.data(), shape.size, how.epsilon) * how.scale;
        for (int64_t d = 0; d < shape.size; ++d) x[static_cast<size_t>(d)] *= factor * how.gain[d];
    } else {
        for (int64_t d = 0; d < shape.size; ++d) x[static_cast<size_t>(d)] *= how.scale;
    }
    turn(x.data(), cosines, sines, shape.pairs, 1);
    for (int64_t d = 0; d < shape.size; ++d) store(out + d, x[static_cast<size_t>(d)]);
}

// g: gradient of what was turned. Adds into gradGain.
template <typename T>
void normBackward(Head& g, const T* in, const Projection& how, int64_t size, T* gradIn,
                  float* gradGain) {
    Head x;
    for (int64_t d = 0; d < size; ++d) x[static_cast<size_t>(d)] = toFloat(in[d]);
    const float factor = inverseRms(x.data(), size, how.epsilon);
    float dot = 0;
    for (int64_t d = 0; d < size; ++d) {
        const auto i = static_cast<size_t>(d);
        const float unit = x[i] * factor;
        gradGain[d] += g[i] * unit * how.scale;
        g[i] *= how.gain[d] * how.scale;
        x[i] = unit;
        dot += g[i] * unit;
    }
    const float mean = dot / static_cast<float>(size);
    for (int64_t d = 0; d < size; ++d) {
        const auto i = static_cast<size_t>(d);
        store(gradIn + d, factor * (g[i] - x[i] * mean));
    }
}

template <typename T>
void projectHeadBackward(const T* gradOut, const T* in, const Projection& how, const float* cosines,
                         const float* sines, const Shape& shape, T* gradIn, float* gradGain) {
    Head g;
    for (int64_t d = 0; d < shape.size; ++d) g[static_cast<size_t>(d)] = toFloat(gradOut[d]);
    turn(g.data(), cosines, sines, shape.pairs, -1);
    if (how.gain != nullptr) {
        normBackward(g, in, how, shape.size, gradIn, gradGain);
    } else {
        for (int64_t d = 0; d < shape.size; ++d) {
            store(gradIn + d, g[static_cast<size_t>(d)] * how.scale);
        }
    }
}

Shape shapeOf(const HeadTensors& heads, const RotaryAngles& angles) {
    return {heads.query.size(1), heads.query.size(0), heads.key.size(0), heads.query.size(2),
            angles.cosines.size(1)};
}

struct Projections {
    Projection query;
    Projection key;
};

Projections projectionsOf(const HeadSplit& split) {
    const auto dataOf = [](const at::Tensor& gain) {
        return gain.defined() ? gain.const_data_ptr<float>() : nullptr;
    };
    const auto epsilon = static_cast<float>(split.epsilon);
    return {{dataOf(split.queryGain), static_cast<float>(split.queryScale), epsilon},
            {dataOf(split.keyGain), 1.0F, epsilon}};
}

template <typename T>
void forwardTokens(const at::Tensor& qkv, const HeadSplit& split, const RotaryAngles& angles,
                   const HeadTensors& out) {
    const Shape shape = shapeOf(out, angles);
    const Projections how = projectionsOf(split);
    const T* in = qkv.const_data_ptr<T>();
    T* query = out.query.data_ptr<T>();
    T* key = out.key.data_ptr<T>();
    T* value = out.value.data_ptr<T>();
    at::parallel_for(0, shape.tokens, kTokensPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const float* cosines = angles.cosines.const_data_ptr<float>() + n * shape.pairs;
            const float* sines = angles.sines.const_data_ptr<float>() + n * shape.pairs;
            const T* q = in + n * shape.rowSize();
            const T* k = q + shape.heads * shape.size;
            const T* v = k + shape.keyHeads * shape.size;
            const auto place = [&](int64_t h) { return (h * shape.tokens + n) * shape.size; };
            for (int64_t h = 0; h < shape.heads; ++h) {
                projectHead(q + h * shape.size, how.query, cosines, sines, shape, query + place(h));
            }
            for (int64_t h = 0; h < shape.keyHeads; ++h) {
                projectHead(k + h * shape.size, how.key, cosines, sines, shape, key + place(h));
                std::copy_n(v + h * shape.size, shape.size, value + place(h));
            }
        }
    });
}

// Token n of what backwardTokens does; sums [2, D] of the gain gradients.
template <typename T>
void backwardToken(int64_t n, const HeadTensors& grads, const T* in, const Projections& how,
                   const RotaryAngles& angles, T* out, float* sums) {
    const Shape shape = shapeOf(grads, angles);
    const float* cosines = angles.cosines.const_data_ptr<float>() + n * shape.pairs;
    const float* sines = angles.sines.const_data_ptr<float>() + n * shape.pairs;
    const int64_t q = n * shape.rowSize();
    const int64_t k = q + shape.heads * shape.size;
    const int64_t v = k + shape.keyHeads * shape.size;
    const auto place = [&](int64_t h) { return (h * shape.tokens + n) * shape.size; };
    for (int64_t h = 0; h < shape.heads; ++h) {
        const int64_t at = q + h * shape.size;
        projectHeadBackward(grads.query.const_data_ptr<T>() + place(h), in + at, how.query, cosines,
                            sines, shape, out + at, sums);
    }
    for (int64_t h = 0; h < shape.keyHeads; ++h) {
        const int64_t at = k + h * shape.size;
        projectHeadBackward(grads.key.const_data_ptr<T>() + place(h), in + at, how.key, cosines,
                            sines, shape, out + at, sums + shape.size);
        std::copy_n(grads.value.const_data_ptr<T>() + place(h), shape.size,
                    out + v + h * shape.size);
    }
}

template <typename T>
void backwardTokens(const HeadTensors& grads, const at::Tensor& qkv, const HeadSplit& split,
                    const RotaryAngles& angles, const at::Tensor& gradQkv,
                    const at::Tensor& gradQueryGain, const at::Tensor& gradKeyGain) {
    const Shape shape = shapeOf(grads, angles);
    const Projections how = projectionsOf(split);
    const T* in = qkv.const_data_ptr<T>();
    T* out = gradQkv.data_ptr<T>();
    // Per-chunk sums, added in chunk order, so that results do not depend on which thread is first.
    const int64_t chunks = (shape.tokens + kTokensPerTask - 1) / kTokensPerTask;
    const at::Tensor partial = at::zeros({chunks, 2, shape.size}, qkv.options().dtype(at::kFloat));
    at::parallel_for(0, chunks, 1, [&](int64_t firstChunk, int64_t lastChunk) {
        for (int64_t n = firstChunk * kTokensPerTask;
             n < std::min(lastChunk * kTokensPerTask, shape.tokens); ++n) {
            float* sums = partial.data_ptr<float>() + n / kTokensPerTask * 2 * shape.size;
            backwardToken(n, grads, in, how, angles, out, sums);
        }
    });
    if (!gradQueryGain.defined()) return;
    const at::Tensor total = partial.sum(0);
    gradQueryGain.add_(total[0]);
    gradKeyGain.add_(total[1]);
}

} // namespace

void splitQkvForward(const at::Tensor& qkv, const HeadSplit& split, const RotaryAngles& angles,
                     const HeadTensors& out) {
    TORCH_CHECK(out.query.size(2) <= kMaxHeadSize, "heads may have at most 256 channels");
    if (qkv.scalar_type() == at::kFloat) {
        forwardTokens<float>(qkv, split, angles, out);
    } else {
        forwardTokens<c10::BFloat16>(qkv, split, angles, out);
    }
}

void splitQkvBackward(const HeadTensors& grads, const at::Tensor& qkv, const HeadSplit& split,
                      const RotaryAngles& angles, const at::Tensor& gradQkv,
                      const at::Tensor& gradQueryGain, const at::Tensor& gradKeyGain) {
    if (qkv.scalar_type() == at::kFloat) {
        backwardTokens<float>(grads, qkv, split, angles, gradQkv, gradQueryGain, gradKeyGain);
    } else {
        backwardTokens<c10::BFloat16>(grads, qkv, split, angles, gradQkv, gradQueryGain,
                                      gradKeyGain);
    }
}

} // namespace ttt::cpu
