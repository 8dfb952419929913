// Where a model computes and in which type.
#pragma once

#include <ATen/core/Tensor.h>

namespace ttt {

struct ModelPlacement {
    at::Device device = at::kCPU;
    at::ScalarType computeType = at::kBFloat16;
};

} // namespace ttt
