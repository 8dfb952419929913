#include "core/engine/model_store.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/models/arc_decoder_file.h"

#include <algorithm>
#include <map>

namespace ttt {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kArcContext = 16384; // positions are rotary: the bound is memory, not the model

// Name to file; the user's models win over shipped ones of the same name.
std::map<std::string, fs::path> namedModels() {
    std::map<std::string, fs::path> models;
    for (const fs::path& folder : {resourceFolder() / "models", userDataFolder() / "models"}) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            if (entry.path().extension() == ".safetensors") {
                models[entry.path().stem().string()] = entry.path();
            }
        }
    }
    return models;
}

ModelInfo describe(const std::string& name, const fs::path& path) {
    ModelInfo info;
    info.name = name;
    info.family = "arc-decoder";
    info.parameters = countParameters(readArcDecoderShape(path));
    info.dtype = "bfloat16";
    info.tokenizer = "arc-cells";
    info.context = kArcContext;
    info.sha256 = sha256Hex(readFile(path));
    info.path = path;
    const fs::path card = fs::path(path).replace_extension(".md");
    std::error_code ignored;
    if (fs::exists(card, ignored)) info.card = readFile(card, size_t{1} << 20);
    return info;
}

fs::path findModel(const std::string& model) {
    const std::map<std::string, fs::path> models = namedModels();
    if (const auto found = models.find(model); found != models.end()) return found->second;
    std::error_code ignored;
    if (fs::is_regular_file(model, ignored)) return model;
    std::string known;
    for (const auto& [name, path] : models) known += (known.empty() ? "" : ", ") + name;
    throw Error(ErrorKind::NotFound, model,
                "neither a model (" + (known.empty() ? "none is installed" : known) +
                    ") nor a weight file");
}

} // namespace

std::vector<ModelInfo> ModelStore::list() const {
    std::vector<ModelInfo> infos;
    for (const auto& [name, path] : namedModels()) {
        // A broken file must not take the other models away; asked for by name, it is an error.
        try {
            infos.push_back(describe(name, path));
        } catch (const Error&) {
            continue;
        }
    }
    return infos;
}

ModelInfo ModelStore::info(const std::string& model) const {
    const fs::path path = findModel(model);
    return describe(path.stem().string(), path);
}

std::shared_ptr<const LanguageModel> ModelStore::load(const std::string& model,
                                                      const ModelPlacement& placement) {
    const fs::path path = findModel(model);
    const auto changed = fs::last_write_time(path).time_since_epoch().count();
    const std::string key = path.string() + "|" + std::to_string(changed) + "|" +
                            placement.device.str() + "|" + toString(placement.computeType);
    if (key != loadedKey_) {
        loaded_ = loadArcDecoder(path, placement);
        loadedKey_ = key;
    }
    return loaded_;
}

} // namespace ttt
