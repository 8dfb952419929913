#include "core/kernels/rms_norm_cpu.h"

#include "core/kernels/cpu_math.h"
#include "core/kernels/rms_norm.h"
#include "core/kernels/row_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <type_traits>

namespace ttt::cpu {

namespace {

constexpr int64_t kRowsPerTask = 64;

// Calls run(S(), T()) with element types of the sums and of the normalised rows.
template <typename Run>
void withTypes(at::ScalarType sums, at::ScalarType normed, const Run& run) {
    const bool wideSums = sums == at::kFloat;
    if (normed == at::kFloat) {
        wideSums ? run(float(), float()) : run(c10::BFloat16(), float());
    } else {
        wideSums ? run(float(), c10::BFloat16()) : run(c10::BFloat16(), c10::BFloat16());
    }
}

// gain may be null.
template <typename S, typename T>
void forwardRows(const at::Tensor& x, const at::Tensor& delta, const float* gain, float epsilon,
                 const at::Tensor& sum, const at::Tensor& normed, const at::Tensor& scales) {
    const int64_t channels = x.size(1);
    const S* in = x.const_data_ptr<S>();
    const T* add = delta.defined() ? delta.const_data_ptr<T>() : nullptr;
    S* total = sum.data_ptr<S>();
    T* out = normed.data_ptr<T>();
    auto* scale = scales.data_ptr<float>();
    at::parallel_for(0, x.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const int64_t row = n * channels;
            if (add != nullptr) {
                for (int64_t c = 0; c < channels; ++c) {
                    store(total + row + c, toFloat(in[row + c]) + toFloat(add[row + c]));
                }
            }
            float squares = 0;
            for (int64_t c = 0; c < channels; ++c) {
                const float value = toFloat(total[row + c]);
                squares += value * value;
            }
            const float factor = rows::inverseRms(squares, static_cast<float>(channels), epsilon);
            scale[n] = factor;
            if (gain == nullptr) {
                for (int64_t c = 0; c < channels; ++c) {
                    store(out + row + c, toFloat(total[row + c]) * factor);
                }
            } else {
                for (int64_t c = 0; c < channels; ++c) {
                    store(out + row + c, toFloat(total[row + c]) * factor * gain[c]);
                }
            }
        }
    });
}

// Of one row whose normalised channels are base * unit: gradient of the output without a gain is
// dy * gain. Null: gain is ones, ds zeros.
template <typename S, typename T, typename B, bool kGain>
void backwardRow(const T* __restrict__ dy, const S* ds, const B* __restrict__ base,
                 const float* __restrict__ gain, float unit, float factor, int64_t channels,
                 S* __restrict__ dx) {
    const auto gradAt = [&](int64_t c) {
        if constexpr (kGain) return toFloat(dy[c]) * gain[c];
        return toFloat(dy[c]);
    };
    float dot = 0;
    for (int64_t c = 0; c < channels; ++c) dot += gradAt(c) * (toFloat(base[c]) * unit);
    const float mean = dot / static_cast<float>(channels);
    for (int64_t c = 0; c < channels; ++c) {
        float value = rows::normGradient(gradAt(c), toFloat(base[c]) * unit, mean, factor);
        if (ds != nullptr) value += toFloat(ds[c]);
        store(dx + c, value);
    }
}

// base: normalised rows without a gain, the rows before the norm with one.
template <typename S, typename T, bool kGain>
void backwardRows(const at::Tensor& gradNormed, const at::Tensor& gradSum, const at::Tensor& base,
                  const at::Tensor& scales, const float* gain, const at::Tensor& grad) {
    using B = std::conditional_t<kGain, S, T>;
    const int64_t channels = base.size(1);
    const T* dy = gradNormed.const_data_ptr<T>();
    const S* ds = gradSum.defined() ? gradSum.const_data_ptr<S>() : nullptr;
    const B* y = base.const_data_ptr<B>();
    const auto* scale = scales.const_data_ptr<float>();
    S* dx = grad.data_ptr<S>();
    at::parallel_for(0, base.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const int64_t row = n * channels;
            const S* sums = ds == nullptr ? nullptr : ds + row;
            const float unit = kGain ? scale[n] : 1.0F;
            backwardRow<S, T, B, kGain>(dy + row, sums, y + row, gain, unit, scale[n], channels,
                                        dx + row);
        }
    });
}

void forwardTyped(const at::Tensor& x, const at::Tensor& delta, const float* gain, float epsilon,
                  const at::Tensor& sum, const at::Tensor& normed, const at::Tensor& scales) {
    withTypes(x.scalar_type(), normed.scalar_type(), [&](auto s, auto t) {
        forwardRows<decltype(s), decltype(t)>(x, delta, gain, epsilon, sum, normed, scales);
    });
}

void backwardTyped(const at::Tensor& gradNormed, const at::Tensor& gradSum, const at::Tensor& base,
                   const at::Tensor& scales, const float* gain, const at::Tensor& grad) {
    withTypes(grad.scalar_type(), gradNormed.scalar_type(), [&](auto s, auto t) {
        using S = decltype(s);
        using T = decltype(t);
        if (gain == nullptr) {
            backwardRows<S, T, false>(gradNormed, gradSum, base, scales, gain, grad);
        } else {
            backwardRows<S, T, true>(gradNormed, gradSum, base, scales, gain, grad);
        }
    });
}

} // namespace

void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales) {
    forwardTyped(x, delta, nullptr, static_cast<float>(kNormEpsilon), sum, normed, scales);
}

void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const NormSettings& settings,
                       const at::Tensor& sum, const at::Tensor& normed, const at::Tensor& scales) {
    const float* gain = settings.gain.defined() ? settings.gain.const_data_ptr<float>() : nullptr;
    forwardTyped(x, delta, gain, static_cast<float>(settings.epsilon), sum, normed, scales);
}

void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales,
                        const at::Tensor& grad) {
    backwardTyped(gradNormed, gradSum, normed, scales, nullptr, grad);
}

void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& sum, const at::Tensor& scales, const at::Tensor& gain,
                        const at::Tensor& grad) {
    backwardTyped(gradNormed, gradSum, sum, scales, gain.const_data_ptr<float>(), grad);
}

} // namespace ttt::cpu
