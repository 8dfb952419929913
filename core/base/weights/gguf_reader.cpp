#include "core/base/weights/gguf_reader.h"

#include "core/base/error.h"

#include <bit>

namespace ttt {

using namespace gguf_types;

namespace {

constexpr int kMaxDepth = 4; // of arrays in arrays

// Bytes of a value of fixed size, 0 for the others.
unsigned sizeOf(uint32_t type) {
    switch (type) {
    case kUint8:
    case kInt8:
    case kBool:
        return 1;
    case kUint16:
    case kInt16:
        return 2;
    case kUint32:
    case kInt32:
    case kFloat32:
        return 4;
    case kUint64:
    case kInt64:
    case kFloat64:
        return 8;
    default:
        return 0;
    }
}

uint64_t fromLittleEndian(std::string_view bytes) {
    uint64_t value = 0;
    for (size_t i = bytes.size(); i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

int64_t withSign(uint64_t value, unsigned bytes) {
    const unsigned unused = 64 - 8 * bytes;
    return static_cast<int64_t>(value << unused) >> unused;
}

GgufValue scalarOf(uint32_t type, std::string_view bytes) {
    const uint64_t raw = fromLittleEndian(bytes);
    switch (type) {
    case kInt8:
    case kInt16:
    case kInt32:
    case kInt64:
        return withSign(raw, static_cast<unsigned>(bytes.size()));
    case kFloat32:
        return static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(raw)));
    case kFloat64:
        return std::bit_cast<double>(raw);
    case kBool:
        return raw != 0;
    default:
        return raw;
    }
}

std::string nameOfType(uint32_t type) {
    constexpr const char* kNames[] = {"uint8",  "int8",    "uint16", "int16", "uint32",
                                      "int32",  "float32", "bool",   "texts", "arrays",
                                      "uint64", "int64",   "float64"};
    return type < std::size(kNames) ? kNames[type] : "type " + std::to_string(type);
}

// Calls use(GgufValue) for each element of an array of fixed size values.
template <typename Use>
void forEachScalar(const GgufArray& array, const std::string& place, const Use& use) {
    const unsigned size = sizeOf(array.elementType);
    if (size == 0) {
        throw Error(ErrorKind::BadInput, place,
                    "found an array of " + nameOfType(array.elementType) + ", expected numbers");
    }
    for (uint64_t i = 0; i < array.count; ++i) {
        use(scalarOf(array.elementType, array.bytes.substr(i * size, size)));
    }
}

} // namespace

void GgufReader::reject(const std::string& message) const {
    throw Error(ErrorKind::BadInput, place_, "at byte " + std::to_string(offset_) + ": " + message);
}

std::string_view GgufReader::take(uint64_t count, const char* what) {
    if (count > left()) {
        reject("the file ends after " + std::to_string(left()) + " more bytes, expected " +
               std::to_string(count) + " for " + what);
    }
    const std::string_view taken = bytes_.substr(offset_, count);
    offset_ += count;
    return taken;
}

uint64_t GgufReader::readUnsigned(unsigned count, const char* what) {
    return fromLittleEndian(take(count, what));
}

uint64_t GgufReader::readCount(uint64_t leastBytes, const char* what) {
    const uint64_t count = readUint64();
    if (count > left() / leastBytes) {
        reject("found a count of " + std::to_string(count) + " " + what + " with " +
               std::to_string(left()) + " bytes left");
    }
    return count;
}

std::string_view GgufReader::readText(const char* what) {
    const uint64_t length = readUint64();
    return take(length, what);
}

GgufValue GgufReader::readValue(uint32_t type) {
    if (type == kText) return readText("a text");
    if (type == kArray) return readArray(1);
    const unsigned size = sizeOf(type);
    if (size == 0) reject("found a value of " + nameOfType(type) + ", expected types 0 to 12");
    return scalarOf(type, take(size, "a value"));
}

GgufValue GgufReader::readArray(int depth) {
    GgufArray array;
    array.elementType = readUint32();
    const unsigned size = sizeOf(array.elementType);
    array.count = readCount(size > 0 ? size : 8, "array elements");
    const uint64_t start = offset_;
    skipElements(array.elementType, array.count, depth);
    array.bytes = bytes_.substr(start, offset_ - start);
    return array;
}

void GgufReader::skipElements(uint32_t type, uint64_t count, int depth) {
    if (const unsigned size = sizeOf(type); size > 0) {
        take(count * size, "an array");
    } else if (type == kText) {
        for (uint64_t i = 0; i < count; ++i) readText("a text of an array");
    } else if (type == kArray && depth < kMaxDepth) {
        for (uint64_t i = 0; i < count; ++i) readArray(depth + 1);
    } else {
        reject("found an array of " + nameOfType(type) + ", expected types 0 to 12 and at most " +
               std::to_string(kMaxDepth) + " arrays in each other");
    }
}

std::vector<std::string_view> GgufArray::texts(const std::string& place) const {
    if (elementType != kText) {
        throw Error(ErrorKind::BadInput, place,
                    "found an array of " + nameOfType(elementType) + ", expected texts");
    }
    std::vector<std::string_view> all;
    all.reserve(count);
    GgufReader reader(bytes, place);
    for (uint64_t i = 0; i < count; ++i) all.push_back(reader.readText("a text"));
    return all;
}

std::vector<int64_t> GgufArray::integers(const std::string& place) const {
    std::vector<int64_t> all;
    all.reserve(count);
    forEachScalar(*this, place, [&](const GgufValue& value) {
        if (const auto* number = std::get_if<int64_t>(&value)) {
            all.push_back(*number);
        } else if (const auto* natural = std::get_if<uint64_t>(&value)) {
            all.push_back(static_cast<int64_t>(*natural));
        } else if (const auto* truth = std::get_if<bool>(&value)) {
            all.push_back(*truth ? 1 : 0);
        } else {
            throw Error(ErrorKind::BadInput, place, "found an array of floats, expected integers");
        }
        if (elementType == kUint64 && all.back() < 0) {
            throw Error(ErrorKind::BadInput, place, "found a number above 2^63");
        }
    });
    return all;
}

std::vector<float> GgufArray::floats(const std::string& place) const {
    std::vector<float> all;
    all.reserve(count);
    forEachScalar(*this, place, [&](const GgufValue& value) {
        all.push_back(std::visit(
            [](const auto& held) -> float {
                if constexpr (std::is_arithmetic_v<std::decay_t<decltype(held)>>) {
                    return static_cast<float>(held);
                } else {
                    return 0;
                }
            },
            value));
    });
    return all;
}

} // namespace ttt
