// A frozen matrix kept in 8 or 4 bit, block by block: int8 by its largest magnitude (Dettmers et
// al., arXiv 2110.02861), NF4 with doubly quantized scales (QLoRA, Dettmers et al., arXiv
// 2305.14314, section 3). Computing uses the dense matrix that dequantize gives, for as long as one
// product takes.
#pragma once

#include <ATen/core/Tensor.h>
#include <array>
#include <cstdint>

namespace ttt {

enum class Quantization {
    None,
    Int8, // 8.5 bit a weight
    Nf4,  // 4.13 bit a weight
};

inline constexpr int64_t kQuantizationBlock = 64; // weights of a scale, in row-major order
inline constexpr int64_t kScaleBlock = 256;       // scales of a scale, for NF4
inline constexpr float kMostInt8 = 127;           // the code of a block's largest magnitude

// Quantiles of a normal distribution on [-1, 1] with an exact zero (arXiv 2305.14314, appendix E).
inline constexpr std::array<float, 16> kNf4Values{
    -1.0F,          -0.696192801F, -0.525073051F, -0.394917488F, -0.284441382F, -0.184773430F,
    -0.0910500363F, 0.0F,          0.0795802996F, 0.160930201F,  0.246112302F,  0.337915242F,
    0.440709829F,   0.562617004F,  0.722956836F,  1.0F};

struct QuantizedMatrix {
    Quantization kind = Quantization::Int8;
    int64_t outputs = 0;
    int64_t inputs = 0;
    // Whole blocks; what is beyond the matrix is zero. Int8: [blocks, 64] int8. Nf4: [blocks, 32]
    // uint8, the even weight of a pair in the low four bits.
    at::Tensor codes;
    at::Tensor scales; // [blocks]; int8: float32, nf4: int8
    // Nf4 alone: a block's scale is scaleMean + scales x its scale of scales / kMostInt8.
    at::Tensor scaleScales; // [blocks / 256, rounded up] float32
    double scaleMean = 0;

    int64_t bytes() const;
};

// weight [out, in] of a floating type, on any device; kind is int8 or nf4.
QuantizedMatrix quantize(const at::Tensor& weight, Quantization kind);

// [out, in] of that floating type, where the codes are.
at::Tensor dequantize(const QuantizedMatrix& matrix, at::ScalarType type);

} // namespace ttt
