// Text decoders on disk: a GGUF file, or a Hugging Face folder with config.json and safetensors.
#pragma once

#include "core/models/text/text_decoder.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace ttt {

struct TextModelFacts {
    TextShape shape;
    std::string storedType; // of most weights: "Q4_1", "bfloat16"
};

// A file that ends in .gguf, or a folder with a config.json.
bool looksLikeTextModel(const std::filesystem::path& path);

// Without reading weights. NotFound, or BadInput naming what is missing or not supported.
TextModelFacts readTextModelFacts(const std::filesystem::path& path);

// Null where stop was requested, which is looked at before each tensor.
std::unique_ptr<TextDecoder> loadTextDecoder(const std::filesystem::path& path,
                                             const ModelPlacement& placement,
                                             const std::stop_token& stop = {});

// SHA-256 of the weights: of the file, or of a folder's file names and hashes.
std::string hashTextModel(const std::filesystem::path& path);

} // namespace ttt
