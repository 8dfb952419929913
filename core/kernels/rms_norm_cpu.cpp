#include "core/kernels/rms_norm_cpu.h"

#include "core/kernels/cpu_math.h"
#include "core/kernels/rms_norm.h"
#include "core/kernels/row_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace ttt::cpu {

namespace {

constexpr int64_t kRowsPerTask = 64;

template <typename T>
void forwardRows(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                 const at::Tensor& normed, const at::Tensor& scales) {
    const int64_t channels = x.size(1);
    const T* in = x.const_data_ptr<T>();
    const T* add = delta.defined() ? delta.const_data_ptr<T>() : nullptr;
    T* total = sum.data_ptr<T>();
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
            const float factor = rows::inverseRms(squares, static_cast<float>(channels),
                                                  static_cast<float>(kNormEpsilon));
            scale[n] = factor;
            for (int64_t c = 0; c < channels; ++c) {
                store(out + row + c, toFloat(total[row + c]) * factor);
            }
        }
    });
}

template <typename T>
void backwardRows(const at::Tensor& gradNormed, const at::Tensor& gradSum, const at::Tensor& normed,
                  const at::Tensor& scales, const at::Tensor& grad) {
    const int64_t channels = normed.size(1);
    const T* dy = gradNormed.const_data_ptr<T>();
    const T* ds = gradSum.defined() ? gradSum.const_data_ptr<T>() : nullptr;
    const T* y = normed.const_data_ptr<T>();
    const auto* scale = scales.const_data_ptr<float>();
    T* dx = grad.data_ptr<T>();
    at::parallel_for(0, normed.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const int64_t row = n * channels;
            float dot = 0;
            for (int64_t c = 0; c < channels; ++c)
                dot += toFloat(dy[row + c]) * toFloat(y[row + c]);
            const float mean = dot / static_cast<float>(channels);
            const float factor = scale[n];
            for (int64_t c = 0; c < channels; ++c) {
                float value =
                    rows::normGradient(toFloat(dy[row + c]), toFloat(y[row + c]), mean, factor);
                if (ds != nullptr) value += toFloat(ds[row + c]);
                store(dx + row + c, value);
            }
        }
    });
}

} // namespace

void addRmsNormForward(const at::Tensor& x, const at::Tensor& delta, const at::Tensor& sum,
                       const at::Tensor& normed, const at::Tensor& scales) {
    if (x.scalar_type() == at::kFloat) {
        forwardRows<float>(x, delta, sum, normed, scales);
    } else {
        forwardRows<c10::BFloat16>(x, delta, sum, normed, scales);
    }
}

void addRmsNormBackward(const at::Tensor& gradNormed, const at::Tensor& gradSum,
                        const at::Tensor& normed, const at::Tensor& scales,
                        const at::Tensor& grad) {
    if (normed.scalar_type() == at::kFloat) {
        backwardRows<float>(gradNormed, gradSum, normed, scales, grad);
    } else {
        backwardRows<c10::BFloat16>(gradNormed, gradSum, normed, scales, grad);
    }
}

} // namespace ttt::cpu
