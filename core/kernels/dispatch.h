// Where a fast CPU kernel may be used. Every operation of core/kernels has an ATen reference that
// runs anywhere; the fast version is compiled for AVX2 and taken only where the processor has it,
// the tensors are dense on the CPU and their type is float32 or bfloat16.
#pragma once

#include <ATen/core/Tensor.h>
#include <functional>

namespace ttt {

bool useFastCpu(const at::Tensor& tensor);

// While a ReferenceKernels lives.
bool referenceIsForced();

// Makes every operation take its ATen reference while it lives, on all threads; for tests.
class ReferenceKernels {
public:
    ReferenceKernels();
    ~ReferenceKernels();
    ReferenceKernels(const ReferenceKernels&) = delete;
    ReferenceKernels& operator=(const ReferenceKernels&) = delete;
};

} // namespace ttt
