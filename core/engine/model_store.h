// The models that runs can use: those shipped under resources/models, those in the user's data
// folder, the installed language models, and any weight file or folder by path. Keeps the last one
// loaded, as runs mostly follow each other on one model.
#pragma once

#include "core/api/engine.h"
#include "core/models/language_model.h"
#include "core/models/model_placement.h"
#include "core/tokens/arc_reading.h"
#include "core/tokens/tokenizer.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

class ModelStore {
public:
    // Without files that are no model.
    std::vector<ModelInfo> list() const;
    // NotFound naming the known models, or BadInput for a file that is no model.
    ModelInfo info(const std::string& model) const;
    // The base model, to be cloned and not to be changed.
    // Null where stop was requested while it was read.
    std::shared_ptr<const LanguageModel> load(const std::string& model,
                                              const ModelPlacement& placement,
                                              const std::stop_token& stop = {});
    std::optional<LoadedModel> loaded() const { return facts_; }
    void unload();
    // Whether the model reads text; of its tokenizer, BadInput where it has none.
    bool readsText(const std::string& model) const;
    // Of a model that reads grids.
    ArcReading gridReading(const std::string& model) const;
    std::shared_ptr<const Tokenizer> tokens(const std::string& model);

private:
    std::string tokensKey_;
    std::shared_ptr<const Tokenizer> tokens_;
    std::string loadedKey_;
    std::shared_ptr<const LanguageModel> loaded_;
    std::optional<LoadedModel> facts_; // of loaded_
};

} // namespace ttt
