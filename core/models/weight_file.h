// Weight files in the safetensors format: an 8-byte little-endian header length, a JSON header with
// type, shape and place of each tensor and free texts, then the tensors. Everything a broken file
// can get wrong is checked before memory is taken.
#pragma once

#include "core/models/language_model.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ttt {

using Metadata = std::map<std::string, std::string>;

struct WeightFile {
    std::vector<NamedTensor> tensors; // on the CPU, types as stored
    Metadata metadata;

    // NotFound naming `place` if there is none.
    const at::Tensor& find(const std::string& name, const std::string& place) const;
};

WeightFile readWeightFile(const std::filesystem::path& path);

// The same without reading the tensors: they are views of the mapped file, which must not be
// written to.
WeightFile mapWeightFile(const std::filesystem::path& path);

// Only the metadata, without reading the tensors.
Metadata readWeightFileMetadata(const std::filesystem::path& path);

// Atomic; tensors are moved to the CPU and made dense, types are kept.
void writeWeightFile(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                     const Metadata& metadata);

} // namespace ttt
