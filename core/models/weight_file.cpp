#include "core/models/weight_file.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/weights/mapped_file.h"
#include "core/base/weights/safetensors_header.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

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
    reject(place, "found the type \"" + name + "\"");
}

const char* nameOfType(at::ScalarType type) {
    for (const TypeName& known : kTypes) {
        if (type == known.type) return known.name;
    }
    throw Error(ErrorKind::Internal, "weight file", "a tensor type that safetensors cannot hold");
}

// NotFound for a folder too.
SharedBytes openWeightFile(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored) || fs::is_directory(path, ignored)) {
        throw Error(ErrorKind::NotFound, path.string(), "cannot open the weight file");
    }
    return mapFile(path);
}

// A view where the data lies as its type wants it, else a copy.
at::Tensor viewTensor(const SharedBytes& file, const SafetensorsEntry& entry) {
    const at::ScalarType type = typeByName(entry.type, file.place + ": " + entry.name);
    const std::string_view bytes = file.bytes.substr(entry.begin, entry.end - entry.begin);
    if (bytes.empty()) return at::empty(entry.shape, type);
    if (reinterpret_cast<uintptr_t>(bytes.data()) % c10::elementSize(type) == 0) {
        return at::from_blob(
            const_cast<char*>(bytes.data()), entry.shape, [owner = file.owner](void*) {}, type);
    }
    at::Tensor tensor = at::empty(entry.shape, type);
    std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
    return tensor;
}

} // namespace

const at::Tensor& WeightFile::find(const std::string& name, const std::string& place) const {
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    if (found == tensors.end()) reject(place, "the tensor \"" + name + "\" is missing");
    return found->tensor;
}

WeightFile mapWeightFile(const fs::path& path) {
    const SharedBytes file = openWeightFile(path);
    const SafetensorsHeader header = parseSafetensorsHeader(file.bytes, file.place);
    WeightFile weights{{}, header.metadata};
    for (const SafetensorsEntry& entry : header.tensors) {
        weights.tensors.push_back({entry.name, viewTensor(file, entry)});
    }
    return weights;
}

WeightFile readWeightFile(const fs::path& path) {
    WeightFile weights = mapWeightFile(path);
    for (NamedTensor& tensor : weights.tensors) tensor.tensor = tensor.tensor.clone();
    return weights;
}

Metadata readWeightFileMetadata(const fs::path& path) {
    const SharedBytes file = openWeightFile(path);
    return parseSafetensorsHeader(file.bytes, file.place).metadata;
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
