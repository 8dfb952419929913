// The models that runs can use: those shipped under resources/models, those in the user's data
// folder, and any weight file by path. Keeps the last one loaded, as runs mostly follow each other
// on one model.
#pragma once

#include "core/api/engine.h"
#include "core/models/arc_decoder.h"

#include <filesystem>
#include <memory>
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
    std::shared_ptr<const LanguageModel> load(const std::string& model,
                                              const ModelPlacement& placement);

private:
    std::string loadedKey_;
    std::shared_ptr<const LanguageModel> loaded_;
};

} // namespace ttt
