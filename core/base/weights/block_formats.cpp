#include "core/base/weights/block_formats.h"

#include "core/base/error.h"

#include <bit>
#include <cstring>

namespace ttt {

namespace {

constexpr BlockLayout kLayouts[] = {
    {BlockFormat::F32, "F32", 0, 1, 4},        {BlockFormat::F16, "F16", 1, 1, 2},
    {BlockFormat::BF16, "BF16", 30, 1, 2},     {BlockFormat::Q4_0, "Q4_0", 2, 32, 18},
    {BlockFormat::Q4_1, "Q4_1", 3, 32, 20},    {BlockFormat::Q5_0, "Q5_0", 6, 32, 22},
    {BlockFormat::Q5_1, "Q5_1", 7, 32, 24},    {BlockFormat::Q8_0, "Q8_0", 8, 32, 34},
    {BlockFormat::Q4_K, "Q4_K", 12, 256, 144}, {BlockFormat::Q5_K, "Q5_K", 13, 256, 176},
    {BlockFormat::Q6_K, "Q6_K", 14, 256, 210}};

struct OtherType {
    uint32_t type;
    const char* name;
};
constexpr OtherType kOtherTypes[] = {
    {9, "Q8_1"},     {10, "Q2_K"},  {11, "Q3_K"},   {15, "Q8_K"},  {16, "IQ2_XXS"}, {17, "IQ2_XS"},
    {18, "IQ3_XXS"}, {19, "IQ1_S"}, {20, "IQ4_NL"}, {21, "IQ3_S"}, {22, "IQ2_S"},   {23, "IQ4_XS"},
    {24, "I8"},      {25, "I16"},   {26, "I32"},    {27, "I64"},   {28, "F64"},     {29, "IQ1_M"},
    {34, "TQ1_0"},   {35, "TQ2_0"}, {39, "MXFP4"}};

using Bytes = const uint8_t*;

uint16_t halfWord(Bytes place) { return static_cast<uint16_t>(place[0] | place[1] << 8); }
float half(Bytes place) { return halfToFloat(halfWord(place)); }

uint32_t word(Bytes place) {
    return static_cast<uint32_t>(place[0]) | static_cast<uint32_t>(place[1]) << 8 |
           static_cast<uint32_t>(place[2]) << 16 | static_cast<uint32_t>(place[3]) << 24;
}

// 32 values of four bits in 16 bytes: the low halves first.
void spreadNibbles(Bytes packed, int (&values)[32]) {
    for (int i = 0; i < 16; ++i) {
        values[i] = packed[i] & 15;
        values[i + 16] = packed[i] >> 4;
    }
}

// Adds the fifth bits.
void addHighBits(uint32_t bits, int (&values)[32]) {
    for (int i = 0; i < 32; ++i) values[i] |= static_cast<int>(bits >> i & 1) << 4;
}

// The formats as GGUF names them. NOLINTBEGIN(readability-identifier-naming)
void fromF32(Bytes block, float* out) { *out = std::bit_cast<float>(word(block)); }
void fromF16(Bytes block, float* out) { *out = half(block); }
void fromBF16(Bytes block, float* out) { *out = bfloat16ToFloat(halfWord(block)); }

void fromQ4_0(Bytes block, float* out) {
    const float scale = half(block);
    int values[32];
    spreadNibbles(block + 2, values);
    for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(values[i] - 8) * scale;
}

void fromQ4_1(Bytes block, float* out) {
    const float scale = half(block);
    const float least = half(block + 2);
    int values[32];
    spreadNibbles(block + 4, values);
    for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(values[i]) * scale + least;
}

void fromQ5_0(Bytes block, float* out) {
    const float scale = half(block);
    int values[32];
    spreadNibbles(block + 6, values);
    addHighBits(word(block + 2), values);
    for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(values[i] - 16) * scale;
}

void fromQ5_1(Bytes block, float* out) {
    const float scale = half(block);
    const float least = half(block + 2);
    int values[32];
    spreadNibbles(block + 8, values);
    addHighBits(word(block + 4), values);
    for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(values[i]) * scale + least;
}

void fromQ8_0(Bytes block, float* out) {
    const float scale = half(block);
    for (int i = 0; i < 32; ++i) {
        out[i] = static_cast<float>(static_cast<int8_t>(block[2 + i])) * scale;
    }
}

struct ScaleAndLeast {
    float scale;
    float least;
};

// The six-bit scale and minimum of group 0..7 of a Q4_K or Q5_K block, which starts with the two
// half floats that they are multiples of and the 12 bytes that they are packed in.
ScaleAndLeast groupScale(Bytes block, int group) {
    const Bytes packed = block + 4;
    int scale = packed[group] & 63;
    int least = packed[(group + 4) % 12] & 63;
    if (group >= 4) {
        scale = (packed[group + 4] & 15) | packed[group - 4] >> 6 << 4;
        least = packed[group + 4] >> 4 | packed[group] >> 6 << 4;
    }
    return {half(block) * static_cast<float>(scale), half(block + 2) * static_cast<float>(least)};
}

void fromQ4_K(Bytes block, float* out) {
    for (int group = 0; group < 8; ++group) {
        const auto [scale, least] = groupScale(block, group);
        const Bytes packed = block + (16 + group / 2 * 32);
        const int shift = group % 2 * 4;
        for (int i = 0; i < 32; ++i) {
            *out++ = scale * static_cast<float>(packed[i] >> shift & 15) - least;
        }
    }
}

void fromQ5_K(Bytes block, float* out) {
    const Bytes high = block + 16;
    for (int group = 0; group < 8; ++group) {
        const auto [scale, least] = groupScale(block, group);
        const Bytes packed = block + (48 + group / 2 * 32);
        const int shift = group % 2 * 4;
        for (int i = 0; i < 32; ++i) {
            const int value = (packed[i] >> shift & 15) | (high[i] >> group & 1) << 4;
            *out++ = scale * static_cast<float>(value) - least;
        }
    }
}

void fromQ6_K(Bytes block, float* out) {
    const float scale = half(block + 208);
    for (int i = 0; i < 256; ++i) {
        const int part = i / 128; // 64 low and 32 high bytes each
        const int row = i % 128 / 32;
        const int column = i % 32;
        const int low = block[part * 64 + row % 2 * 32 + column] >> (row / 2 * 4) & 15;
        const int high = block[128 + part * 32 + column] >> (row * 2) & 3;
        const auto group = static_cast<int8_t>(block[192 + i / 16]);
        out[i] = scale * static_cast<float>(group) * static_cast<float>((low | high << 4) - 32);
    }
}

// NOLINTEND(readability-identifier-naming)

template <void (*kFromBlock)(Bytes, float*)>
void convertAll(const BlockLayout& layout, std::string_view blocks, float* out) {
    const auto* block = reinterpret_cast<Bytes>(blocks.data());
    const Bytes end = block + blocks.size();
    for (; block != end; block += layout.bytes, out += layout.values) kFromBlock(block, out);
}

} // namespace

const BlockLayout& layoutOf(BlockFormat format) {
    for (const BlockLayout& layout : kLayouts) {
        if (layout.format == format) return layout;
    }
    throw Error(ErrorKind::Internal, "block format", "no such format");
}

std::optional<BlockFormat> formatOfGgmlType(uint32_t type) {
    for (const BlockLayout& layout : kLayouts) {
        if (layout.ggmlType == type) return layout.format;
    }
    return std::nullopt;
}

std::string nameOfGgmlType(uint32_t type) {
    for (const BlockLayout& layout : kLayouts) {
        if (layout.ggmlType == type) return std::string(layout.name);
    }
    for (const OtherType& other : kOtherTypes) {
        if (other.type == type) return other.name;
    }
    return "type " + std::to_string(type);
}

float halfToFloat(uint16_t bits) {
    // Shifted into a float's place the exponent is 112 too small; a multiplication mends that and
    // normalizes the small numbers. Infinities and NaN come out at exponent 143.
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000U) << 16;
    const uint32_t rest = static_cast<uint32_t>(bits & 0x7FFFU) << 13;
    const float scaled = std::bit_cast<float>(rest) * 0x1p112F;
    uint32_t result = std::bit_cast<uint32_t>(scaled);
    if (rest >= 0x0F800000U) result = 0x7F800000U | (rest & 0x007FFFFFU);
    return std::bit_cast<float>(result | sign);
}

float bfloat16ToFloat(uint16_t bits) {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

void dequantize(BlockFormat format, std::string_view blocks, std::span<float> out) {
    const BlockLayout& layout = layoutOf(format);
    if (blocks.size() % layout.bytes != 0 ||
        out.size() != blocks.size() / layout.bytes * layout.values) {
        throw Error(ErrorKind::Internal, "dequantize",
                    "found " + std::to_string(blocks.size()) + " bytes of " +
                        std::string(layout.name) + " for " + std::to_string(out.size()) +
                        " values");
    }
    switch (format) {
    case BlockFormat::F32:
        return convertAll<fromF32>(layout, blocks, out.data());
    case BlockFormat::F16:
        return convertAll<fromF16>(layout, blocks, out.data());
    case BlockFormat::BF16:
        return convertAll<fromBF16>(layout, blocks, out.data());
    case BlockFormat::Q4_0:
        return convertAll<fromQ4_0>(layout, blocks, out.data());
    case BlockFormat::Q4_1:
        return convertAll<fromQ4_1>(layout, blocks, out.data());
    case BlockFormat::Q5_0:
        return convertAll<fromQ5_0>(layout, blocks, out.data());
    case BlockFormat::Q5_1:
        return convertAll<fromQ5_1>(layout, blocks, out.data());
    case BlockFormat::Q8_0:
        return convertAll<fromQ8_0>(layout, blocks, out.data());
    case BlockFormat::Q4_K:
        return convertAll<fromQ4_K>(layout, blocks, out.data());
    case BlockFormat::Q5_K:
        return convertAll<fromQ5_K>(layout, blocks, out.data());
    case BlockFormat::Q6_K:
        return convertAll<fromQ6_K>(layout, blocks, out.data());
    }
}

} // namespace ttt
