// The number formats that weights are stored in in GGUF files: plain floats, and blocks of small
// integers with a scale. Layouts as ggml defines them (ggml-common.h). Only from bytes to float;
// nothing here quantizes, and nothing knows torch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ttt {

// As GGUF names them. NOLINTNEXTLINE(readability-identifier-naming)
enum class BlockFormat { F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K };

struct BlockLayout {
    BlockFormat format;
    std::string_view name; // "Q4_K"
    uint32_t ggmlType;     // its number in GGUF files
    size_t values;         // a block, 1 for plain floats
    size_t bytes;          // a block
};

const BlockLayout& layoutOf(BlockFormat format);

// The format of ggml's type number, none for those that are not read here.
std::optional<BlockFormat> formatOfGgmlType(uint32_t type);

// "Q2_K", "type 99": also for types that are not read here.
std::string nameOfGgmlType(uint32_t type);

// The values of whole consecutive blocks, in their order. `out` has exactly layout.values for every
// layout.bytes of `blocks`, else Internal. No alignment is needed.
void dequantize(BlockFormat format, std::string_view blocks, std::span<float> out);

float halfToFloat(uint16_t bits);
float bfloat16ToFloat(uint16_t bits);

} // namespace ttt
