// The tokenizer of a model: from a GGUF file, a tokenizer.json, a sentencepiece .model, or a folder
// as Hugging Face lays them out. The one entry for whoever has a model's path.
#pragma once

#include "core/tokens/tokenizer.h"

#include <filesystem>
#include <memory>

namespace ttt {

// A folder: tokenizer.json, else tokenizer.model; with tokenizer_config.json, special_tokens_map,
// generation_config.json, config.json and chat_template.jinja beside it where they are there. A
// file: by its content (GGUF) or its ending (.json, .model). NotFound or BadInput with the file and
// what is wrong in it.
std::unique_ptr<Tokenizer> loadTokenizer(const std::filesystem::path& path);

} // namespace ttt
