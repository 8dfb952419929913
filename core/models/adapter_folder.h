// What training has changed, as a run keeps it in its folder: LoRA adapters as PEFT reads them
// (lora.h), or all weights in weights.safetensors. The engine calls this.
#pragma once

#include "core/models/lora.h"

namespace ttt {

// Adapters for the method "lora", else all weights.
void saveAdapterFolder(LanguageModel& model, const AdaptConfig& config,
                       const std::string& baseModel, const std::filesystem::path& folder);

// Whether a model must have weights of its own to take the folder's.
bool holdsAllWeights(const std::filesystem::path& folder);
// BadInput where they do not fit the model.
void loadAdapterFolder(LanguageModel& model, const std::filesystem::path& folder);

} // namespace ttt
