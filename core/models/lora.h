// LoRA adapters on a model (Hu et al., arXiv 2106.09685): attach, merge, and the files in which
// PEFT keeps them (adapter_model.safetensors and adapter_config.json).
#pragma once

#include "core/config/adapt_config.h"
#include "core/models/language_model.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ttt {

// Puts fresh adapters on every matrix whose name ends in one of config.loraTargets: A uniform as in
// PEFT (Kaiming with a = sqrt 5), B zero. Returns A and B of each, by PEFT's names. BadInput if no
// matrix matches.
std::vector<NamedTensor> attachLora(LanguageModel& model, const AdaptConfig& config, uint64_t seed);

// The adapters' tensors that are on the model, by PEFT's names.
std::vector<NamedTensor> loraTensors(LanguageModel& model);

// Adds each adapter into its matrix and takes it off, where the matrix is kept in float32: a
// shorter type, or few bits, would swallow part of a small update, so that such adapters stay
// beside their matrix.
void mergeLora(LanguageModel& model);

void saveLora(LanguageModel& model, const AdaptConfig& config, const std::string& baseModel,
              const std::filesystem::path& folder);
// Attaches the adapters of a folder; BadInput where they do not fit the model.
void loadLora(LanguageModel& model, const std::filesystem::path& folder);

} // namespace ttt
