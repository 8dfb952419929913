#include "core/kernels/swiglu_cpu.h"

#include "core/kernels/cpu_math.h"
#include "core/kernels/row_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace ttt::cpu {

namespace {

constexpr int64_t kRowsPerTask = 32;

struct SwiGlu {
    static float value(float gate, float up) { return rows::swiGlu(gate, up, sigmoid(gate)); }
    static rows::GateGradients gradients(float grad, float gate, float up) {
        return rows::swiGluGradients(grad, gate, up, sigmoid(gate));
    }
};

struct GeGlu {
    static float value(float gate, float up) {
        return rows::geGlu(gate, up, sigmoid(rows::geluSlope(gate)));
    }
    static rows::GateGradients gradients(float grad, float gate, float up) {
        return rows::geGluGradients(grad, gate, up, sigmoid(rows::geluSlope(gate)));
    }
};

template <typename Unit, typename T>
void forwardRows(const at::Tensor& gateUp, const at::Tensor& out) {
    const int64_t width = out.size(1);
    const T* in = gateUp.const_data_ptr<T>();
    T* result = out.data_ptr<T>();
    at::parallel_for(0, out.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const T* gate = in + n * 2 * width;
            const T* up = gate + width;
            for (int64_t f = 0; f < width; ++f) {
                store(result + n * width + f, Unit::value(toFloat(gate[f]), toFloat(up[f])));
            }
        }
    });
}

// Unaliased: the compiler does not vectorise the loop otherwise.
template <typename Unit, typename T>
void backwardRow(const T* __restrict__ dy, const T* __restrict__ gate, const T* __restrict__ up,
                 T* __restrict__ gradGate, T* __restrict__ gradUp, int64_t width) {
    for (int64_t f = 0; f < width; ++f) {
        const rows::GateGradients grads =
            Unit::gradients(toFloat(dy[f]), toFloat(gate[f]), toFloat(up[f]));
        store(gradUp + f, grads.up);
        store(gradGate + f, grads.gate);
    }
}

template <typename Unit, typename T>
void backwardRows(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    const int64_t width = gradOut.size(1);
    const T* in = gateUp.const_data_ptr<T>();
    const T* dy = gradOut.const_data_ptr<T>();
    T* result = grad.data_ptr<T>();
    at::parallel_for(0, gradOut.size(0), kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t n = begin; n < end; ++n) {
            const T* gate = in + n * 2 * width;
            T* gradGate = result + n * 2 * width;
            backwardRow<Unit>(dy + n * width, gate, gate + width, gradGate, gradGate + width,
                              width);
        }
    });
}

template <typename Unit>
void forwardTyped(const at::Tensor& gateUp, const at::Tensor& out) {
    if (gateUp.scalar_type() == at::kFloat) {
        forwardRows<Unit, float>(gateUp, out);
    } else {
        forwardRows<Unit, c10::BFloat16>(gateUp, out);
    }
}

template <typename Unit>
void backwardTyped(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    if (gateUp.scalar_type() == at::kFloat) {
        backwardRows<Unit, float>(gradOut, gateUp, grad);
    } else {
        backwardRows<Unit, c10::BFloat16>(gradOut, gateUp, grad);
    }
}

} // namespace

void swiGluForward(const at::Tensor& gateUp, const at::Tensor& out) {
    forwardTyped<SwiGlu>(gateUp, out);
}
void swiGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    backwardTyped<SwiGlu>(gradOut, gateUp, grad);
}
void geGluForward(const at::Tensor& gateUp, const at::Tensor& out) {
    forwardTyped<GeGlu>(gateUp, out);
}
void geGluBackward(const at::Tensor& gradOut, const at::Tensor& gateUp, const at::Tensor& grad) {
    backwardTyped<GeGlu>(gradOut, gateUp, grad);
}

} // namespace ttt::cpu
