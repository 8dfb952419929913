#include "core/models/weight_file.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/weights/mapped_file.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr uint64_t kMaxHeaderBytes = uint64_t{100} << 20; // the limit of the reference reader
constexpr size_t kMaxDimensions = 8;

struct TypeName {
    const char* name;
    at::ScalarType type;
};
constexpr TypeName kTypes[] = {{"F64", at::kDouble},    {"F32", at::kFloat}, {"F16", at::kHalf},
                               {"BF16", at::kBFloat16}, {"I64", at::kLong},  {"I32", at::kInt},
                               {"U8", at::kByte},       {"BOOL", at::kBool}};

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

at::ScalarType typeByName(const std::string& name, const std::string& place) {
    for (const TypeName& type : kTypes) {
        if (name == type.name) return type.type;
    }
    reject(place, "found the type \"" + name +
                      "\", expected F64, F32, F16, BF16, I64, I32, U8 or "
                      "BOOL");
}

const char* nameOfType(at::ScalarType type) {
    for (const TypeName& known : kTypes) {
        if (type == known.type) return known.name;
    }
    throw Error(ErrorKind::Internal, "weight file", "a tensor type that safetensors cannot hold");
}

struct Header {
    json tables;
    uint64_t dataStart = 0;
    uint64_t dataBytes = 0;
};

Header parseHeader(std::string_view bytes, const std::string& place) {
    const uint64_t fileBytes = bytes.size();
    if (bytes.size() < 8) {
        reject(place, "found " + std::to_string(fileBytes) +
                          " bytes, expected a safetensors file of at least 8");
    }
    uint64_t length = 0;
    for (size_t i = 8; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[i]);
    if (length > kMaxHeaderBytes || length > fileBytes - 8) {
        reject(place, "found a header length of " + std::to_string(length) +
                          " bytes in a file of " + std::to_string(fileBytes) +
                          ": truncated, or no safetensors file");
    }
    Header header{json::parse(bytes.substr(8, length), nullptr, false), 8 + length,
                  fileBytes - 8 - length};
    if (!header.tables.is_object()) reject(place, "the header is not a JSON object");
    return header;
}

Metadata metadataOf(const Header& header, const std::string& place) {
    Metadata metadata;
    const auto found = header.tables.find("__metadata__");
    if (found == header.tables.end()) return metadata;
    if (!found->is_object()) reject(place + ": __metadata__", "expected an object of texts");
    for (const auto& [key, value] : found->items()) {
        if (value.is_string()) metadata[key] = value.get<std::string>();
    }
    return metadata;
}

std::vector<int64_t> shapeOf(const json& entry, const std::string& place) {
    std::vector<int64_t> shape;
    for (const json& side : entry.at("shape")) {
        if (!side.is_number_unsigned() || side.get<uint64_t>() > (uint64_t{1} << 40)) {
            reject(place, "found the shape " + entry.at("shape").dump());
        }
        shape.push_back(side.get<int64_t>());
    }
    if (shape.size() > kMaxDimensions) reject(place, "found more than 8 dimensions");
    // Strides are products of sides in which an empty one counts as 1.
    double elements = 1;
    for (const int64_t side : shape) elements *= static_cast<double>(std::max<int64_t>(1, side));
    if (elements > 1e15) reject(place, "found the shape " + entry.at("shape").dump());
    return shape;
}

struct StoredTensor {
    at::ScalarType type;
    std::vector<int64_t> shape;
    uint64_t begin; // in the data
};

StoredTensor parseEntry(const Header& header, const json& entry, const std::string& place) {
    const auto wellFormed = entry.is_object() && entry.contains("dtype") &&
                            entry["dtype"].is_string() && entry.contains("shape") &&
                            entry["shape"].is_array() && entry.contains("data_offsets") &&
                            entry["data_offsets"].is_array() && entry["data_offsets"].size() == 2 &&
                            entry["data_offsets"][0].is_number_unsigned() &&
                            entry["data_offsets"][1].is_number_unsigned();
    if (!wellFormed) reject(place, "expected dtype, shape and two data_offsets");
    const at::ScalarType type = typeByName(entry["dtype"].get<std::string>(), place);
    const std::vector<int64_t> shape = shapeOf(entry, place);
    const auto begin = entry["data_offsets"][0].get<uint64_t>();
    const auto end = entry["data_offsets"][1].get<uint64_t>();
    double bytes = static_cast<double>(c10::elementSize(type));
    for (const int64_t side : shape) bytes *= static_cast<double>(side);
    if (begin > end || end > header.dataBytes || static_cast<double>(end - begin) != bytes) {
        reject(place, "found bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                          " of " + std::to_string(header.dataBytes) + " for the shape " +
                          entry["shape"].dump());
    }
    return {type, shape, begin};
}

// A view where the data lies as its type wants it, else a copy.
at::Tensor viewTensor(const SharedBytes& file, const Header& header, const StoredTensor& stored) {
    const char* data = file.bytes.data() + header.dataStart + stored.begin;
    const auto bytes = c10::elementSize(stored.type);
    if (reinterpret_cast<uintptr_t>(data) % bytes == 0) {
        return at::from_blob(
            const_cast<char*>(data), stored.shape, [owner = file.owner](void*) {}, stored.type);
    }
    at::Tensor tensor = at::empty(stored.shape, stored.type);
    std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    return tensor;
}

} // namespace

const at::Tensor& WeightFile::find(const std::string& name, const std::string& place) const {
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    if (found == tensors.end()) reject(place, "the tensor \"" + name + "\" is missing");
    return found->tensor;
}

WeightFile mapWeightFile(const fs::path& path) {
    const SharedBytes file = mapFile(path);
    const Header header = parseHeader(file.bytes, path.string());
    WeightFile weights{{}, metadataOf(header, path.string())};
    for (const auto& [name, entry] : header.tables.items()) {
        if (name == "__metadata__") continue;
        const StoredTensor stored = parseEntry(header, entry, path.string() + ": " + name);
        weights.tensors.push_back({name, viewTensor(file, header, stored)});
    }
    return weights;
}

WeightFile readWeightFile(const fs::path& path) {
    WeightFile weights = mapWeightFile(path);
    for (NamedTensor& tensor : weights.tensors) tensor.tensor = tensor.tensor.clone();
    return weights;
}

Metadata readWeightFileMetadata(const fs::path& path) {
    const SharedBytes file = mapFile(path);
    return metadataOf(parseHeader(file.bytes, path.string()), path.string());
}

void writeWeightFile(const fs::path& path, const std::vector<NamedTensor>& tensors,
                     const Metadata& metadata) {
    json header = json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::vector<at::Tensor> dense;
    uint64_t offset = 0;
    for (const NamedTensor& named : tensors) {
        dense.push_back(named.tensor.detach().cpu().contiguous());
        const uint64_t end = offset + dense.back().nbytes();
        header[named.name] = {{"dtype", nameOfType(dense.back().scalar_type())},
                              {"shape", dense.back().sizes().vec()},
                              {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    std::string bytes(8, '\0');
    for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(text.size() >> (8 * i) & 255);
    bytes += text;
    for (const at::Tensor& tensor : dense) {
        bytes.append(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes());
    }
    writeFileAtomically(path, bytes);
}

} // namespace ttt
