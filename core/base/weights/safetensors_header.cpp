#include "core/base/weights/safetensors_header.h"

#include "core/base/error.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

constexpr uint64_t kMaxHeaderBytes = uint64_t{100} << 20; // the limit of the reference reader
constexpr size_t kMaxDimensions = 8;

struct TypeSize {
    std::string_view name;
    uint64_t bytes;
};
constexpr TypeSize kTypes[] = {{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2},
                               {"I64", 8}, {"I32", 4}, {"U8", 1},  {"BOOL", 1}};

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

json parseTables(std::string_view file, uint64_t& dataStart, const std::string& place) {
    if (file.size() < 8) {
        reject(place, "found " + std::to_string(file.size()) +
                          " bytes, expected a safetensors file of at least 8");
    }
    uint64_t length = 0;
    for (size_t i = 8; i-- > 0;) length = length << 8 | static_cast<unsigned char>(file[i]);
    if (length > kMaxHeaderBytes || length > file.size() - 8) {
        reject(place, "found a header length of " + std::to_string(length) +
                          " bytes in a file of " + std::to_string(file.size()) +
                          ": truncated, or no safetensors file");
    }
    dataStart = 8 + length;
    json tables = json::parse(file.substr(8, length), nullptr, false);
    if (!tables.is_object()) reject(place, "the header is not a JSON object");
    return tables;
}

std::string shapeText(const std::vector<int64_t>& shape) {
    std::string text;
    for (const int64_t side : shape) text += (text.empty() ? "" : ", ") + std::to_string(side);
    return "[" + text + "]";
}

std::vector<int64_t> shapeOf(const json& entry, const std::string& place) {
    const json& sides = entry["shape"];
    if (sides.size() > kMaxDimensions) {
        reject(place, "found " + std::to_string(sides.size()) + " dimensions, expected at most 8");
    }
    std::vector<int64_t> shape;
    for (const json& side : sides) {
        if (!side.is_number_unsigned() || side.get<uint64_t>() > (uint64_t{1} << 40)) {
            reject(place, "found the side " + (side.is_number() ? side.dump() : side.type_name()) +
                              " of a shape, expected 0 to 2^40");
        }
        shape.push_back(side.get<int64_t>());
    }
    // Strides are products of sides in which an empty one counts as 1.
    double elements = 1;
    for (const int64_t side : shape) elements *= static_cast<double>(std::max<int64_t>(1, side));
    if (elements > 1e15) reject(place, "found the shape " + shapeText(shape));
    return shape;
}

SafetensorsEntry parseEntry(const std::string& name, const json& entry, uint64_t dataStart,
                            uint64_t dataBytes, const std::string& place) {
    const auto isOffset = [](const json& value) { return value.is_number_unsigned(); };
    const bool wellFormed = entry.is_object() && entry.contains("dtype") &&
                            entry["dtype"].is_string() && entry.contains("shape") &&
                            entry["shape"].is_array() && entry.contains("data_offsets") &&
                            entry["data_offsets"].is_array() && entry["data_offsets"].size() == 2 &&
                            std::ranges::all_of(entry["data_offsets"], isOffset);
    if (!wellFormed) reject(place, "expected dtype, shape and two data_offsets");
    SafetensorsEntry tensor{name, entry["dtype"].get<std::string>(), shapeOf(entry, place)};
    const uint64_t valueBytes = safetensorsTypeBytes(tensor.type);
    if (valueBytes == 0) {
        reject(place, "found the type \"" + tensor.type +
                          "\", expected F64, F32, F16, BF16, I64, I32, U8 or BOOL");
    }
    const auto begin = entry["data_offsets"][0].get<uint64_t>();
    const auto end = entry["data_offsets"][1].get<uint64_t>();
    auto bytes = static_cast<double>(valueBytes);
    for (const int64_t side : tensor.shape) bytes *= static_cast<double>(side);
    if (begin > end || end > dataBytes || static_cast<double>(end - begin) != bytes) {
        reject(place, "found bytes " + std::to_string(begin) + " to " + std::to_string(end) +
                          " of " + std::to_string(dataBytes) + " for the shape " +
                          shapeText(tensor.shape));
    }
    tensor.begin = dataStart + begin;
    tensor.end = dataStart + end;
    return tensor;
}

// Each byte belongs to one tensor at most, so all of them need no more memory than the file has.
void rejectOverlaps(const std::vector<SafetensorsEntry>& tensors, const std::string& place) {
    std::vector<const SafetensorsEntry*> order;
    for (const SafetensorsEntry& tensor : tensors) {
        if (tensor.end > tensor.begin) order.push_back(&tensor);
    }
    std::ranges::sort(order, {}, &SafetensorsEntry::begin);
    for (size_t i = 1; i < order.size(); ++i) {
        if (order[i - 1]->end > order[i]->begin) {
            reject(place + ": " + order[i]->name,
                   "its data overlaps that of \"" + order[i - 1]->name + "\"");
        }
    }
}

} // namespace

uint64_t safetensorsTypeBytes(std::string_view type) {
    const auto* found = std::ranges::find(kTypes, type, &TypeSize::name);
    return found == std::end(kTypes) ? 0 : found->bytes;
}

SafetensorsHeader parseSafetensorsHeader(std::string_view file, const std::string& place) {
    uint64_t dataStart = 0;
    const json tables = parseTables(file, dataStart, place);
    SafetensorsHeader header;
    for (const auto& [name, entry] : tables.items()) {
        if (name != "__metadata__") {
            header.tensors.push_back(
                parseEntry(name, entry, dataStart, file.size() - dataStart, place + ": " + name));
            continue;
        }
        if (!entry.is_object()) reject(place + ": __metadata__", "expected an object of texts");
        for (const auto& [key, value] : entry.items()) {
            if (value.is_string()) header.metadata[key] = value.get<std::string>();
        }
    }
    rejectOverlaps(header.tensors, place);
    return header;
}

} // namespace ttt
