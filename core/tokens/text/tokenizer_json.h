// Tokenizers in Hugging Face's tokenizer.json: byte-pair encoding over bytes or characters. What
// the file asks for and is not known here is an error, never left out: wrong tokens would look like
// a bad model.
#pragma once

#include "core/tokens/tokenizer.h"

#include <memory>
#include <string>
#include <string_view>

namespace ttt {

// What the files beside it say (tokenizer_config.json and others).
struct TokenizerSettings {
    std::string bosText; // empty: as tokenizer.json's post-processor says
    std::string eosText;
    std::string unknownText;
    std::string paddingText;
    std::optional<bool> addBos;
    std::vector<int32_t> ends;
    std::string chatTemplate;
};

// BadInput with the JSON pointer of what is wrong.
std::unique_ptr<Tokenizer> tokenizerFromJson(std::string_view json, TokenizerSettings settings,
                                             const std::string& place);

} // namespace ttt
