#include "core/kernels/language/quantized_matrix_cpu.h"

#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>

namespace ttt::cpu {

namespace {

constexpr int64_t kBlocksPerTask = 512;

void readInt8(const int8_t* codes, float scale, float* values) {
    for (int64_t i = 0; i < kQuantizationBlock; ++i) {
        values[i] = static_cast<float>(codes[i]) * scale;
    }
}

// Both weights of each byte at once, from a table already scaled.
void readNf4(const uint8_t* codes, float scale, float* values) {
    std::array<float, 16> table;
    for (size_t i = 0; i < table.size(); ++i) table[i] = kNf4Values[i] * scale;
    for (int64_t i = 0; i < kQuantizationBlock / 2; ++i) {
        values[2 * i] = table[codes[i] & 15U];
        values[2 * i + 1] = table[codes[i] >> 4U];
    }
}

template <typename T>
void dequantizeTo(const QuantizedMatrix& matrix, const float* scales, const at::Tensor& dense) {
    T* out = dense.data_ptr<T>();
    const int64_t size = dense.numel();
    const int64_t blockBytes = matrix.codes.size(1);
    const auto* codes = static_cast<const uint8_t*>(matrix.codes.const_data_ptr());
    const bool int8 = matrix.kind == Quantization::Int8;
    at::parallel_for(0, matrix.codes.size(0), kBlocksPerTask, [&](int64_t begin, int64_t end) {
        std::array<float, kQuantizationBlock> values;
        for (int64_t b = begin; b < end; ++b) {
            const uint8_t* block = codes + b * blockBytes;
            if (int8) {
                readInt8(reinterpret_cast<const int8_t*>(block), scales[b] / kMostInt8,
                         values.data());
            } else {
                readNf4(block, scales[b], values.data());
            }
            T* place = out + b * kQuantizationBlock;
            const int64_t count = std::min(kQuantizationBlock, size - b * kQuantizationBlock);
            for (int64_t i = 0; i < count; ++i) store(place + i, values[static_cast<size_t>(i)]);
        }
    });
}

} // namespace

void dequantize(const QuantizedMatrix& matrix, const at::Tensor& scales, const at::Tensor& dense) {
    if (dense.scalar_type() == at::kFloat) {
        dequantizeTo<float>(matrix, scales.const_data_ptr<float>(), dense);
    } else {
        dequantizeTo<c10::BFloat16>(matrix, scales.const_data_ptr<float>(), dense);
    }
}

} // namespace ttt::cpu
