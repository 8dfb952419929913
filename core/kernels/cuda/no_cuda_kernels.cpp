// Stands in for cuda_kernels.cpp where the program is built without nvcc.
#include "core/kernels/cuda/cuda_kernels.h"

#include "core/base/error.h"

namespace ttt {

bool useCudaKernels(const at::Tensor&) { return false; }
bool useCudaAttention(const at::Tensor&) { return false; }
bool useCudaRotary(const at::Tensor&, int64_t, int64_t) { return false; }

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
void vocabularyLoss(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&,
                    bool) {
    missing();
}
void splitQkvForward(const at::Tensor&, const at::Tensor&, const at::Tensor&, const RotaryAngles&,
                     const HeadTensors&) {
    missing();
}
void splitQkvBackward(const HeadTensors&, const at::Tensor&, const at::Tensor&, const at::Tensor&,
                      const RotaryAngles&, const at::Tensor&, const at::Tensor&,
                      const at::Tensor&) {
    missing();
}
void attendForward(const HeadTensors&, const at::Tensor&, const AttentionResult&) { missing(); }
void attendBackward(const HeadTensors&, const at::Tensor&, const AttentionResult&,
                    const at::Tensor&, const HeadTensors&) {
    missing();
}
void attendCached(const HeadTensors&, const at::Tensor&, const KeyValueCache&, const at::Tensor&) {
    missing();
}

} // namespace cuda

} // namespace ttt
