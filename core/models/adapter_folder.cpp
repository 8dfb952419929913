#include "core/models/adapter_folder.h"

#include "core/base/files.h"
#include "core/models/arc_decoder_file.h"

namespace ttt {

namespace fs = std::filesystem;

namespace {

fs::path allWeights(const fs::path& folder) { return folder / "weights.safetensors"; }

} // namespace

void saveAdapterFolder(LanguageModel& model, const AdaptConfig& config,
                       const std::string& baseModel, const fs::path& folder) {
    if (config.method == "lora") {
        saveLora(model, config, baseModel, folder);
    } else {
        writeWeightFile(allWeights(folder), model.weights(),
                        {{"format", "pt"}, {"base_model", baseModel}});
    }
}

bool holdsAllWeights(const fs::path& folder) {
    return !folder.empty() && isThere(allWeights(folder));
}

void loadAdapterFolder(LanguageModel& model, const fs::path& folder) {
    const fs::path weights = allWeights(folder);
    if (holdsAllWeights(folder)) {
        assignWeights(model, readWeightFile(weights), weights.string());
    } else {
        loadLora(model, folder);
    }
}

} // namespace ttt
