// The tokenizer that a GGUF file carries in its metadata (tokenizer.ggml.*), for the models "gpt2"
// (byte-level pairs) and "llama" (sentencepiece).
#pragma once

#include "core/base/weights/gguf_file.h"
#include "core/tokens/tokenizer.h"

#include <memory>

namespace ttt {

// BadInput naming the metadata key where something is missing, of the wrong size or unknown. The
// file may be closed afterwards.
std::unique_ptr<Tokenizer> tokenizerFromGguf(const GgufFile& file);

// Adds to `specials` what ends an answer: eos, and control tokens whose texts are known for it.
void addEndTokens(const std::vector<std::string>& pieces, const std::vector<TokenKind>& kinds,
                  SpecialTokens& specials);

} // namespace ttt
