#include "core/engine/model_store.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/model_files.h"
#include "core/models/arc_decoder_file.h"
#include "core/models/text/text_model_file.h"
#include "core/tokens/arc_codec.h"
#include "core/tokens/text/load_tokenizer.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace ttt {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kArcContext = 16384; // positions are rotary: the bound is memory, not the model

// Name to file or folder; the user's models win over shipped ones of the same name.
std::map<std::string, fs::path> namedModels() {
    std::map<std::string, fs::path> models;
    for (const KnownModel& known : knownLanguageModels()) {
        const fs::path path = modelsFolder() / known.fileName;
        if (isThere(path)) models[std::string(known.name)] = path;
    }
    for (const fs::path& folder : {resourceFolder() / "models", userDataFolder() / "models"}) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder, ignored)) {
            const fs::path& path = entry.path();
            if (path.extension() == ".safetensors" || path.extension() == ".gguf") {
                models[path.stem().string()] = path;
            } else if (looksLikeTextModel(path)) {
                models[path.filename().string()] = path;
            }
        }
    }
    return models;
}

// When the file, or any file of the folder, was last changed.
std::string stampOf(const fs::path& path) {
    std::error_code ignored;
    auto latest = fs::last_write_time(path, ignored);
    for (const auto& entry : fs::directory_iterator(path, ignored)) {
        latest = std::max(latest, fs::last_write_time(entry.path(), ignored));
    }
    return path.string() + "|" + std::to_string(latest.time_since_epoch().count());
}

ModelInfo describeText(const fs::path& path) {
    const TextModelFacts facts = readTextModelFacts(path);
    ModelInfo info;
    info.family = facts.shape.family;
    info.parameters = countParameters(facts.shape);
    info.dtype = facts.storedType;
    info.tokenizer = std::to_string(facts.shape.vocabulary) + " tokens";
    info.context = facts.shape.context;
    const TextShape& shape = facts.shape;
    info.sizes = {shape.layers,
                  shape.width,
                  shape.heads * shape.headSize,
                  shape.keyHeads * shape.headSize,
                  shape.hidden,
                  shape.vocabulary};
    info.sha256 = hashTextModel(path);
    return info;
}

ModelInfo describeArc(const fs::path& path) {
    ModelInfo info;
    info.family = "arc-decoder";
    const ArcDecoderShape shape = readArcDecoderShape(path);
    info.parameters = countParameters(shape);
    const int64_t attention = shape.heads * shape.headSize;
    info.sizes = {shape.layers, shape.width, attention, attention, shape.hidden, kArcClasses};
    info.dtype = "bfloat16";
    info.tokenizer = "arc-cells";
    info.context = kArcContext;
    info.sha256 = sha256Hex(readFile(path));
    const fs::path card = fs::path(path).replace_extension(".md");
    std::error_code ignored;
    if (fs::exists(card, ignored)) info.card = readFile(card, size_t{1} << 20);
    return info;
}

int64_t bytesOf(const fs::path& path) {
    std::error_code problem;
    if (!fs::is_directory(path, problem)) {
        const auto size = fs::file_size(path, problem);
        return problem ? 0 : static_cast<int64_t>(size);
    }
    int64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(path, problem)) {
        if (entry.is_regular_file(problem)) bytes += static_cast<int64_t>(entry.file_size(problem));
    }
    return bytes;
}

// What a model card says at its top, as Hugging Face has it: "license: apache-2.0".
std::string licenceOf(const std::string& card) {
    for (const std::string key : {"license:", "Licence:", "License:"}) {
        const size_t at = card.find(key);
        if (at == std::string::npos) continue;
        const size_t begin = card.find_first_not_of(" *", at + key.size());
        const size_t end = card.find('\n', at);
        if (begin < end && begin != std::string::npos) return card.substr(begin, end - begin);
    }
    return {};
}

ModelInfo describe(const std::string& name, const fs::path& path) {
    ModelInfo info = looksLikeTextModel(path) ? describeText(path) : describeArc(path);
    info.name = name;
    info.path = path;
    info.readsText = looksLikeTextModel(path);
    info.fileBytes = bytesOf(path);
    if (info.card.empty() && isThere(path / "README.md")) {
        info.card = readFile(path / "README.md", size_t{1} << 20);
    }
    info.licence = licenceOf(info.card);
    if (const KnownModel* known = findKnownModel(name)) {
        info.card =
            "# " + std::string(known->title) + "\n\nLicence: " + std::string(known->licence) + "\n";
        info.licence = known->licence;
    }
    return info;
}

fs::path findModel(const std::string& model) {
    const std::map<std::string, fs::path> models = namedModels();
    if (const auto found = models.find(model); found != models.end()) return found->second;
    if (findKnownModel(model) != nullptr) return languageModelPath(model);
    std::error_code ignored;
    if (fs::is_regular_file(model, ignored) || looksLikeTextModel(model)) return model;
    std::string known;
    for (const auto& [name, path] : models) known += (known.empty() ? "" : ", ") + name;
    throw Error(ErrorKind::NotFound, model,
                "neither a model (" + (known.empty() ? "none is installed" : known) +
                    ") nor a weight file or folder");
}

// BadInput where the tokenizer has more tokens of text than the model has rows for them.
std::shared_ptr<const Tokenizer> fittingTokenizer(const fs::path& path) {
    std::shared_ptr<Tokenizer> tokens = loadTokenizer(path);
    const int64_t rows = readTextModelFacts(path).shape.vocabulary;
    try {
        tokens->limitTo(static_cast<int32_t>(rows));
    } catch (const Error& error) {
        throw Error(ErrorKind::BadInput, path.string(), error.what(),
                    "the tokenizer belongs to another model");
    }
    return tokens;
}

// Names of known models stand for themselves, files and folders for their last part.
std::string nameOf(const std::string& model, const fs::path& path) {
    if (namedModels().contains(model)) return model;
    const fs::path last = path.has_filename() ? path : path.parent_path();
    return looksLikeTextModel(path) && last.extension() != ".gguf" ? last.filename().string()
                                                                   : last.stem().string();
}

LoadedModel factsOf(const std::string& name, const LanguageModel& model, double seconds) {
    return {name, model.computeType() == at::kFloat ? "float32" : "bfloat16", model.device().str(),
            weightBytes(model), seconds};
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
    ModelInfo info = describe(nameOf(model, path), path);
    if (looksLikeTextModel(path)) info.tokenizer = fittingTokenizer(path)->description();
    return info;
}

std::shared_ptr<const LanguageModel> ModelStore::load(const std::string& model,
                                                      const ModelPlacement& placement,
                                                      const std::stop_token& stop) {
    const fs::path path = findModel(model);
    const std::string key = stampOf(path) + "|" + placement.device.str() + "|" +
                            toString(placement.computeType) + "|" +
                            std::to_string(static_cast<int>(placement.quantization));
    if (key != loadedKey_) {
        unload(); // two large models need not fit at once
        const auto start = std::chrono::steady_clock::now();
        if (looksLikeTextModel(path)) {
            loaded_ = loadTextDecoder(path, placement, stop);
        } else if (!stop.stop_requested()) {
            loaded_ = loadArcDecoder(path, placement);
        }
        if (!loaded_) return nullptr;
        loadedKey_ = key;
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        facts_ = factsOf(nameOf(model, path), *loaded_, taken.count());
    }
    return loaded_;
}

void ModelStore::unload() {
    loaded_.reset();
    loadedKey_.clear();
    facts_.reset();
}

bool ModelStore::readsText(const std::string& model) const {
    return looksLikeTextModel(findModel(model));
}

ArcReading ModelStore::gridReading(const std::string& model) const {
    return readArcDecoderShape(findModel(model)).reading;
}

std::shared_ptr<const Tokenizer> ModelStore::tokens(const std::string& model) {
    const fs::path path = findModel(model);
    if (!looksLikeTextModel(path)) {
        throw Error(ErrorKind::BadInput, model, "found a model of grids, expected one of text",
                    "take smollm2-135m, a .gguf file or a Hugging Face folder");
    }
    const std::string key = stampOf(path);
    if (key != tokensKey_) {
        tokens_ = fittingTokenizer(path);
        tokensKey_ = key;
    }
    return tokens_;
}

} // namespace ttt
