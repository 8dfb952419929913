#include "core/kernels/dispatch.h"

#include <ATen/ATen.h>
#include <atomic>

namespace ttt {

namespace {

std::atomic<int> referenceDepth{0};

bool processorHasAvx2() {
    static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return has;
}

} // namespace

bool referenceIsForced() { return referenceDepth.load() > 0; }

bool useFastCpu(const at::Tensor& tensor) {
    return tensor.device().is_cpu() && !referenceIsForced() && processorHasAvx2() &&
           (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16);
}

ReferenceKernels::ReferenceKernels() { ++referenceDepth; }
ReferenceKernels::~ReferenceKernels() { --referenceDepth; }

} // namespace ttt
