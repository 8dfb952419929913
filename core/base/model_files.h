// Where the language models are that the set-up script installs, and which file a model's name
// stands for. Used by whatever takes a MODEL: the tokenizers, the engine, the command line.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace ttt {

struct KnownModel {
    std::string_view name;     // "smollm2-135m"
    std::string_view title;    // "SmolLM2-135M-Instruct"
    std::string_view fileName; // in modelsFolder()
    std::string_view sha256;   // of the file
    std::string_view licence;
    std::string_view install; // what to do where it is missing
};

std::span<const KnownModel> knownLanguageModels();

// Null for other names.
const KnownModel* findKnownModel(std::string_view name);

// $TTT_MODELS_DIR, else the folder that the set-up script filled when this program was built.
std::filesystem::path modelsFolder();

// The file or folder that MODEL stands for: a known name, or a path that exists. NotFound, saying
// how to get it, where a known model is not installed or the path does not exist.
std::filesystem::path languageModelPath(const std::string& model);

} // namespace ttt
