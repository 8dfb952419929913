// The header of a safetensors file: an 8-byte little-endian length, then JSON with type, shape and
// place of each tensor and free texts. Everything a broken file can get wrong is checked here, so
// that whoever reads the tensors (core/models/weight_file) takes no more memory than the file has.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct SafetensorsEntry {
    std::string name;
    std::string type;           // "F32", one of the types of safetensorsTypeBytes
    std::vector<int64_t> shape; // row-major
    uint64_t begin = 0;         // bytes from the start of the file
    uint64_t end = 0;
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> tensors; // in the order of their names
    std::map<std::string, std::string> metadata;
};

// Bytes of one value; 0 for types that are not read.
uint64_t safetensorsTypeBytes(std::string_view type);

// `file`: all of the file's bytes, of which only the header is looked at. BadInput naming `place`
// and the tensor: truncated, absurd lengths, unknown types, shapes that do not fit the bytes,
// tensors that overlap.
SafetensorsHeader parseSafetensorsHeader(std::string_view file, const std::string& place);

} // namespace ttt
