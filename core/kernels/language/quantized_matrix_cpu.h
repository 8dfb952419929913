// The fast CPU loops behind quantized_matrix.h; float32 or bfloat16.
#pragma once

#include "core/kernels/language/quantized_matrix.h"

namespace ttt::cpu {

// scales: [blocks] float32, in full.
void dequantize(const QuantizedMatrix& matrix, const at::Tensor& scales, const at::Tensor& dense);

} // namespace ttt::cpu
