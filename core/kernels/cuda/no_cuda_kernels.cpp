// Stands in for cuda_kernels.cpp where the program is built without nvcc.
#include "core/kernels/cuda/cuda_kernels.h"

#include "core/base/error.h"

namespace ttt {

bool useCudaKernels(const at::Tensor&) { return false; }

namespace {

[[noreturn]] void missing() {
    throw Error(ErrorKind::Internal, "CUDA kernels", "this program was built without them");
}

} // namespace

namespace cuda {

void swiGluForward(const at::Tensor&, const at::Tensor&) { missing(); }
void swiGluBackward(const at::Tensor&, const at::Tensor&, const at::Tensor&) { missing(); }
void addRmsNormForward(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&,
                       const at::Tensor&) {
    missing();
}
void addRmsNormBackward(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&,
                        const at::Tensor&) {
    missing();
}

} // namespace cuda

} // namespace ttt
