// Compiled where nvcc is found; no_cuda_kernels.cpp stands in elsewhere.
#include "core/kernels/cuda/cuda_kernels.h"

#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/rms_norm.h"

#include <ATen/ATen.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <map>
#include <mutex>

namespace ttt {

namespace {

cuda::Element elementOf(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kFloat ? cuda::Element::Float32 : cuda::Element::BFloat16;
}

void* streamOf(const at::Tensor& tensor) {
    return c10::cuda::getCurrentCUDAStream(tensor.get_device()).stream();
}

const void* dataOrNull(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.const_data_ptr() : nullptr;
}

bool near(const at::Tensor& found, const at::Tensor& expected) {
    return at::allclose(found.to(at::kFloat), expected.to(at::kFloat), 2e-2, 2e-2);
}

bool swiGluAgrees(const at::TensorOptions& options) {
    const at::Tensor gateUp = at::randn({33, 2 * 65}, options);
    const at::Tensor out = at::empty({33, 65}, options);
    cuda::swiGluForward(gateUp, out);
    const auto halves = gateUp.chunk(2, -1);
    const at::Tensor s = halves[0].sigmoid();
    const at::Tensor grad = at::randn({33, 65}, options);
    const at::Tensor gradIn = at::empty_like(gateUp);
    cuda::swiGluBackward(grad, gateUp, gradIn);
    const at::Tensor expected =
        at::cat({grad * halves[1] * s * (1 + halves[0] * (1 - s)), grad * halves[0] * s}, -1);
    return near(out, at::silu(halves[0]) * halves[1]) && near(gradIn, expected);
}

bool rmsNormAgrees(const at::TensorOptions& options) {
    const at::Tensor x = at::randn({33, 193}, options);
    const at::Tensor delta = at::randn({33, 193}, options);
    const at::Tensor sum = at::empty_like(x);
    const at::Tensor normed = at::empty_like(x);
    const at::Tensor scales = at::empty({33}, options.dtype(at::kFloat));
    cuda::addRmsNormForward(x, delta, sum, normed, scales);
    const at::Tensor total = x + delta;
    const at::Tensor scale = at::rsqrt(total.square().mean(-1, true) + kNormEpsilon);
    const at::Tensor grad = at::randn({33, 193}, options);
    const at::Tensor gradIn = at::empty_like(x);
    cuda::addRmsNormBackward(grad, at::Tensor(), normed, scales, gradIn);
    const at::Tensor y = total * scale;
    const at::Tensor expected = scale * (grad - y * (grad * y).mean(-1, true));
    return near(sum, total) && near(normed, y) && near(gradIn, expected);
}

// Kernels that fail or disagree on this device are not used there; the log says so.
bool reproducesReference(at::Device device) {
    const at::NoGradGuard noGrad;
    bool agrees = true;
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
        const auto options = at::TensorOptions().device(device).dtype(type);
        agrees = agrees && swiGluAgrees(options) && rmsNormAgrees(options);
    }
    if (!agrees) {
        TORCH_WARN(device.str(), ": own CUDA kernels disagree with the reference, which is used "
                                 "instead");
    }
    return agrees;
}

bool isTrusted(at::Device device) {
    static std::mutex mutex;
    static std::map<at::DeviceIndex, bool> trusted;
    const std::scoped_lock lock(mutex);
    const auto found = trusted.find(device.index());
    if (found != trusted.end()) return found->second;
    return trusted[device.index()] = reproducesReference(device);
}

} // namespace

bool useCudaKernels(const at::Tensor& tensor) {
    const bool typed = tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16;
    return tensor.is_cuda() && typed && !referenceIsForced() && isTrusted(tensor.device());
}

namespace cuda {

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

} // namespace cuda

} // namespace ttt
