#include "core/kernels/swiglu_cpu.h"

#include "core/kernels/cpu_math.h"
#include "core/kernels/row_math.h"

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
                store(result + n * width + f, rows::swiGlu(g, toFloat(up[f]), sigmoid(g)));
            }
        }
    });
}

// Unaliased: the compiler does not vectorise the loop otherwise.
template <typename T>
void backwardRow(const T* __restrict__ dy, const T* __restrict__ gate, const T* __restrict__ up,
                 T* __restrict__ gradGate, T* __restrict__ gradUp, int64_t width) {
    for (int64_t f = 0; f < width; ++f) {
        const float g = toFloat(gate[f]);
        const rows::GateGradients grads =
            rows::swiGluGradients(toFloat(dy[f]), g, toFloat(up[f]), sigmoid(g));
        store(gradUp + f, grads.up);
        store(gradGate + f, grads.gate);
    }
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
            T* gradGate = result + n * 2 * width;
            backwardRow(dy + n * width, gate, gate + width, gradGate, gradGate + width, width);
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
