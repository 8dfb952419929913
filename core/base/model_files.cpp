#include "core/base/model_files.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <cstdlib>

namespace ttt {

namespace fs = std::filesystem;

namespace {

constexpr KnownModel kKnownModels[] = {
    {"smollm2-135m", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf",
     "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", "Apache-2.0",
     "packaging/setup.sh"},
    {"gemma-3-270m", "Gemma 3 270M", "gemma-3-270m-q4_k_m.gguf",
     "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818", "Gemma Terms of Use",
     "packaging/setup.sh --gemma"}};

} // namespace

std::span<const KnownModel> knownLanguageModels() { return kKnownModels; }

const KnownModel* findKnownModel(std::string_view name) {
    const auto* found = std::ranges::find(kKnownModels, name, &KnownModel::name);
    return found == std::end(kKnownModels) ? nullptr : found;
}

fs::path modelsFolder() {
    const char* folder = std::getenv("TTT_MODELS_DIR");
    return folder != nullptr && *folder != '\0' ? folder : TTT_MODELS_DIR;
}

fs::path languageModelPath(const std::string& model) {
    if (const KnownModel* known = findKnownModel(model)) {
        fs::path path = modelsFolder() / known->fileName;
        if (isThere(path)) return path;
        throw Error(ErrorKind::NotFound, model,
                    path.string() + " does not exist: the model is not installed",
                    "run " + std::string(known->install) + ", or set TTT_MODELS_DIR");
    }
    if (isThere(model)) return model;
    throw Error(ErrorKind::NotFound, model,
                "no language model has this name, and no file or folder this path",
                "names: smollm2-135m, gemma-3-270m");
}

} // namespace ttt
