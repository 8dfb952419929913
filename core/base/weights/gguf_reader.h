// The parts of a GGUF file in their order, from untrusted bytes: what gguf_file.cpp is made of.
// Every read is checked against what is left and fails with the byte's offset.
#pragma once

#include "core/base/weights/gguf_file.h"

#include <string>
#include <string_view>

namespace ttt {

// GGUF's numbers of value types.
namespace gguf_types {
inline constexpr uint32_t kUint8 = 0;
inline constexpr uint32_t kInt8 = 1;
inline constexpr uint32_t kUint16 = 2;
inline constexpr uint32_t kInt16 = 3;
inline constexpr uint32_t kUint32 = 4;
inline constexpr uint32_t kInt32 = 5;
inline constexpr uint32_t kFloat32 = 6;
inline constexpr uint32_t kBool = 7;
inline constexpr uint32_t kText = 8;
inline constexpr uint32_t kArray = 9;
inline constexpr uint32_t kUint64 = 10;
inline constexpr uint32_t kInt64 = 11;
inline constexpr uint32_t kFloat64 = 12;
} // namespace gguf_types

class GgufReader {
public:
    GgufReader(std::string_view bytes, const std::string& place) : bytes_(bytes), place_(place) {}

    uint64_t offset() const { return offset_; }
    uint64_t left() const { return bytes_.size() - offset_; }

    uint32_t readUint32() { return static_cast<uint32_t>(readUnsigned(4, "a 32-bit number")); }
    uint64_t readUint64() { return readUnsigned(8, "a 64-bit number"); }
    // A count of things that take at least `leastBytes` each.
    uint64_t readCount(uint64_t leastBytes, const char* what);
    std::string_view readText(const char* what);
    GgufValue readValue(uint32_t type);

    [[noreturn]] void reject(const std::string& message) const;

private:
    std::string_view take(uint64_t count, const char* what);
    uint64_t readUnsigned(unsigned count, const char* what);
    GgufValue readArray(int depth);
    void skipElements(uint32_t type, uint64_t count, int depth);

    std::string_view bytes_;
    const std::string& place_;
    uint64_t offset_ = 0;
};

} // namespace ttt
