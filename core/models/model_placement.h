// Where a model computes, in which type, and how its layers' matrices are kept.
#pragma once

#include "core/kernels/language/quantized_matrix.h"

namespace ttt {

struct ModelPlacement {
    at::Device device = at::kCPU;
    at::ScalarType computeType = at::kBFloat16;
    // Of the matrices of the layers; embedding, norms and head stay as they are (QLoRA, arXiv
    // 2305.14314). A quantized model's weights are frozen.
    Quantization quantization = Quantization::None;
};

} // namespace ttt
