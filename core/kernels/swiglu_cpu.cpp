#include "core/kernels/swiglu_cpu.h"

#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace ttt::cpu {

namespace {

constexpr int64_t kRowsPerTask = 32;

template <typename T>
void forwardRows(const at::Tensor& gateUp, const at::Tensor& out) {
    const int64_t width = out.size(1);
    const T* in = gateUp.const_data_ptr<T>();
    T* result = out.data_ptr<T>();
    at::parallel_for(0, out.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const T* gate = in + n * 2 * width;
            const T* up = gate + width;
            for (int64_t f = 0; f < width; ++f) {
                const float g = toFloat(gate[f]);
                store(result + n * width + f, g * sigmoid(g) * toFloat(up[f]));
            }
        }
    });
}

template <typename T>
void backwardRows(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    const int64_t width = gradOut.size(1);
    const T* in = gateUp.const_data_ptr<T>();
    const T* dy = gradOut.const_data_ptr<T>();
    T* result = grad.data_ptr<T>();
    at::parallel_for(0, gradOut.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const T* gate = in + n * 2 * width;
            const T* up = gate + width;
            T* gradGate = result + n * 2 * width;
            T* gradUp = gradGate + width;
            for (int64_t f = 0; f < width; ++f) {
                const float g = toFloat(gate[f]);
                const float s = sigmoid(g);
                const float d = toFloat(dy[n * width + f]);
                store(gradUp + f, d * g * s);
                store(gradGate + f, d * toFloat(up[f]) * s * (1.0F + g * (1.0F - s)));
            }
        }
    });
}

} // namespace

void swiGluForward(const at::Tensor& gateUp, const at::Tensor& out) {
    if (gateUp.scalar_type() == at::kFloat) {
        forwardRows<float>(gateUp, out);
    } else {
        forwardRows<c10::BFloat16>(gateUp, out);
    }
}

void swiGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    if (gateUp.scalar_type() == at::kFloat) {
        backwardRows<float>(gradOut, gateUp, grad);
    } else {
        backwardRows<c10::BFloat16>(gradOut, gateUp, grad);
    }
}

} // namespace ttt::cpu
