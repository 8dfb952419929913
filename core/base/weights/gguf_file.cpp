#include "core/base/weights/gguf_file.h"

#include "core/base/error.h"
#include "core/base/weights/gguf_reader.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr uint32_t kMagic = 0x46554747; // "GGUF"
constexpr uint64_t kMaxKeyBytes = 65535;
constexpr uint32_t kMaxSides = 4; // ggml's limit
constexpr uint64_t kMaxElements = uint64_t{1} << 48;
constexpr uint64_t kLeastPairBytes = 8 + 4 + 1;
constexpr uint64_t kLeastTensorBytes = 8 + 4 + 4 + 8;
constexpr uint64_t kDefaultAlignment = 32;

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

uint32_t readVersion(GgufReader& reader) {
    if (reader.left() < 24) {
        reader.reject("found " + std::to_string(reader.left()) +
                      " bytes, expected a GGUF file of at least 24");
    }
    const uint32_t magic = reader.readUint32();
    if (magic != kMagic) reader.reject("found no \"GGUF\" at its start: no GGUF file");
    const uint32_t version = reader.readUint32();
    if (version == 0x02000000 || version == 0x03000000) {
        reader.reject("found a big-endian GGUF file, expected little-endian");
    }
    if (version != 2 && version != 3) {
        reader.reject("found GGUF version " + std::to_string(version) + ", expected 2 or 3");
    }
    return version;
}

std::map<std::string_view, GgufValue> readMetadata(GgufReader& reader, uint64_t count) {
    std::map<std::string_view, GgufValue> metadata;
    for (uint64_t i = 0; i < count; ++i) {
        const std::string_view key = reader.readText("a key");
        if (key.empty() || key.size() > kMaxKeyBytes) {
            reader.reject("found a key of " + std::to_string(key.size()) + " bytes");
        }
        const uint32_t type = reader.readUint32();
        if (!metadata.emplace(key, reader.readValue(type)).second) {
            reader.reject("found the key \"" + std::string(key) + "\" twice");
        }
    }
    return metadata;
}

// The row-major shape: the file has the contiguous side first.
void readShape(GgufReader& reader, GgufTensor& tensor) {
    const uint32_t sides = reader.readUint32();
    if (sides > kMaxSides) {
        reader.reject("found " + std::to_string(sides) + " dimensions, expected at most 4");
    }
    uint64_t elements = 1;
    for (uint32_t i = 0; i < sides; ++i) {
        const uint64_t side = reader.readUint64();
        if (side == 0 || side > kMaxElements / elements) {
            reader.reject("found a dimension of " + std::to_string(side) + " of the tensor \"" +
                          std::string(tensor.name) + "\"");
        }
        elements *= side;
        tensor.shape.push_back(static_cast<int64_t>(side));
    }
    std::ranges::reverse(tensor.shape);
    tensor.elements = static_cast<int64_t>(elements);
}

GgufTensor readTensor(GgufReader& reader) {
    GgufTensor tensor;
    tensor.name = reader.readText("a tensor's name");
    if (tensor.name.empty() || tensor.name.size() > kMaxKeyBytes) {
        reader.reject("found a tensor's name of " + std::to_string(tensor.name.size()) + " bytes");
    }
    readShape(reader, tensor);
    tensor.ggmlType = reader.readUint32();
    tensor.format = formatOfGgmlType(tensor.ggmlType);
    tensor.offset = reader.readUint64();
    return tensor;
}

// Offsets are counted from the aligned end of the tables.
void placeTensor(GgufTensor& tensor, const SharedBytes& file, uint64_t dataStart,
                 uint64_t alignment) {
    const std::string place = file.place + ": " + std::string(tensor.name);
    const uint64_t dataBytes = file.bytes.size() - dataStart;
    if (tensor.offset % alignment != 0 || tensor.offset > dataBytes) {
        reject(place, "found the offset " + std::to_string(tensor.offset) + ", expected one in " +
                          std::to_string(dataBytes) + " bytes of data and a multiple of " +
                          std::to_string(alignment));
    }
    const uint64_t offset = tensor.offset;
    tensor.offset += dataStart;
    if (!tensor.format) return;
    const BlockLayout& layout = layoutOf(*tensor.format);
    const int64_t row = tensor.shape.empty() ? 1 : tensor.shape.back();
    if (static_cast<uint64_t>(row) % layout.values != 0) {
        reject(place, "found rows of " + std::to_string(row) + " values in " +
                          std::string(layout.name) + ", expected a multiple of " +
                          std::to_string(layout.values));
    }
    const uint64_t bytes = static_cast<uint64_t>(tensor.elements) / layout.values * layout.bytes;
    if (bytes > dataBytes - offset) {
        reject(place, "the file has " + std::to_string(dataBytes - offset) +
                          " bytes from the tensor's start, expected " + std::to_string(bytes) +
                          ": truncated?");
    }
    tensor.bytes = file.bytes.substr(tensor.offset, bytes);
}

void rejectOverlaps(const std::vector<GgufTensor>& tensors, const std::string& place) {
    std::vector<const GgufTensor*> order;
    for (const GgufTensor& tensor : tensors) order.push_back(&tensor);
    std::ranges::sort(order, {}, &GgufTensor::offset);
    for (size_t i = 1; i < order.size(); ++i) {
        if (order[i - 1]->offset + order[i - 1]->bytes.size() > order[i]->offset) {
            reject(place + ": " + std::string(order[i]->name),
                   "its data overlaps that of \"" + std::string(order[i - 1]->name) + "\"");
        }
    }
}

} // namespace

std::vector<float> GgufTensor::values(const std::string& place) const {
    if (!format) {
        reject(place, "found the quantization " + nameOfGgmlType(ggmlType) + " of \"" +
                          std::string(name) +
                          "\", expected F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K "
                          "or Q6_K");
    }
    std::vector<float> all(static_cast<size_t>(elements));
    dequantize(*format, bytes, all);
    return all;
}

GgufFile::GgufFile(const std::filesystem::path& path) : GgufFile(mapFile(path)) {}

GgufFile::GgufFile(SharedBytes file) : file_(std::move(file)) {
    GgufReader reader(file_.bytes, file_.place);
    version_ = readVersion(reader);
    const uint64_t tensorCount = reader.readCount(kLeastTensorBytes, "tensors");
    metadata_ = readMetadata(reader, reader.readCount(kLeastPairBytes, "metadata pairs"));
    for (uint64_t i = 0; i < tensorCount; ++i) {
        tensors_.push_back(readTensor(reader));
        if (!tensorIndex_.emplace(tensors_.back().name, i).second) {
            reader.reject("found the tensor \"" + std::string(tensors_.back().name) + "\" twice");
        }
    }
    const int64_t alignment = integer("general.alignment", kDefaultAlignment);
    if (alignment <= 0 || alignment > 1 << 20 || (alignment & (alignment - 1)) != 0) {
        reject(placeOf("general.alignment"),
               "found " + std::to_string(alignment) + ", expected a power of two up to 2^20");
    }
    const auto step = static_cast<uint64_t>(alignment);
    // A file without tensors may end right after its tables.
    const uint64_t dataStart =
        std::min<uint64_t>((reader.offset() + step - 1) / step * step, file_.bytes.size());
    for (GgufTensor& tensor : tensors_) placeTensor(tensor, file_, dataStart, step);
    rejectOverlaps(tensors_, file_.place);
}

std::string GgufFile::placeOf(std::string_view key) const {
    return file_.place + ": " + std::string(key);
}

const GgufTensor* GgufFile::findTensor(std::string_view name) const {
    const auto found = tensorIndex_.find(name);
    return found == tensorIndex_.end() ? nullptr : &tensors_[found->second];
}

const GgufTensor& GgufFile::tensor(std::string_view name) const {
    if (const GgufTensor* found = findTensor(name)) return *found;
    reject(file_.place, "the tensor \"" + std::string(name) + "\" is missing");
}

namespace {

const GgufValue& require(const GgufFile& file, std::string_view key) {
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end()) reject(file.placeOf(key), "the metadata key is missing");
    return found->second;
}

} // namespace

std::string_view GgufFile::text(std::string_view key) const {
    if (const auto* held = std::get_if<std::string_view>(&require(*this, key))) return *held;
    reject(placeOf(key), "found another type, expected a text");
}

std::string_view GgufFile::text(std::string_view key, std::string_view otherwise) const {
    return has(key) ? text(key) : otherwise;
}

int64_t GgufFile::integer(std::string_view key) const {
    const GgufValue& value = require(*this, key);
    if (const auto* held = std::get_if<int64_t>(&value)) return *held;
    const auto* natural = std::get_if<uint64_t>(&value);
    if (natural != nullptr && *natural <= static_cast<uint64_t>(INT64_MAX)) {
        return static_cast<int64_t>(*natural);
    }
    reject(placeOf(key), "found another type, expected an integer");
}

int64_t GgufFile::integer(std::string_view key, int64_t otherwise) const {
    return has(key) ? integer(key) : otherwise;
}

double GgufFile::number(std::string_view key) const {
    if (const auto* held = std::get_if<double>(&require(*this, key))) return *held;
    return static_cast<double>(integer(key));
}

double GgufFile::number(std::string_view key, double otherwise) const {
    return has(key) ? number(key) : otherwise;
}

bool GgufFile::flag(std::string_view key, bool otherwise) const {
    if (!has(key)) return otherwise;
    if (const auto* held = std::get_if<bool>(&require(*this, key))) return *held;
    return integer(key) != 0;
}

const GgufArray& GgufFile::array(std::string_view key) const {
    if (const auto* held = std::get_if<GgufArray>(&require(*this, key))) return *held;
    reject(placeOf(key), "found another type, expected an array");
}

} // namespace ttt
