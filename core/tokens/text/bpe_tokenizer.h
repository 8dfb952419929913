// Byte-pair encoding, over bytes (GPT-2, Llama 3, SmolLM, Qwen) or over characters with a fallback
// to byte tokens (tokenizer.json of Llama 2 and Gemma). Made by the readers of tokenizer.json and
// GGUF files.
#pragma once

#include "core/tokens/text/bpe_merges.h"
#include "core/tokens/text/text_splitter.h"
#include "core/tokens/tokenizer.h"

#include <array>
#include <string>
#include <unordered_map>

namespace ttt {

// What is done to a part of the text before it is split.
struct BpeNormalizer {
    bool composes = false;      // Unicode's form NFC
    bool marksSpaces = false;   // a space becomes U+2581
    std::string prefix;         // put in front
    bool prefixOnce = false;    // only of a part that does not begin with it
    bool prefixAtStart = false; // only of the part that starts the text
};

struct BpeSettings {
    bool overBytes = true;
    bool wholeWords = false; // a word that is a token is taken without merging
    BpeNormalizer normalizer;
    TextSplitter splitter;
};

class BpeTokenizer : public Tokenizer {
public:
    // texts[id]: the token as the vocabulary writes it (in the byte alphabet, or with U+2581).
    // merges: pairs of such texts in order of rank. BadInput naming `place` if one of a merge's
    // tokens is not in the vocabulary.
    BpeTokenizer(std::string description, Vocabulary vocabulary,
                 const std::vector<std::string_view>& texts,
                 const std::vector<std::pair<std::string_view, std::string_view>>& merges,
                 BpeSettings settings, const std::string& place);

protected:
    void encodePlain(std::string_view part, bool startsText,
                     std::vector<int32_t>& ids) const override;

private:
    std::string normalized(std::string_view part, bool startsText) const;
    void encodeWord(std::string_view word, std::vector<int32_t>& symbols) const;
    void appendCharacters(std::string_view word, std::vector<int32_t>& symbols) const;
    void findByteTokens(const std::vector<std::string_view>& texts);

    BpeSettings settings_;
    BpeMerges merges_;
    std::array<int32_t, 256> byteIds_{};               // -1 where there is none
    std::unordered_map<std::string, int32_t> wordIds_; // bytes or characters; empty if not needed
    bool isPlain_ = true;                              // nothing to normalize
};

// Bytes of a token's text, as decoding gives them: out of the byte alphabet, or with spaces for
// U+2581 and the byte that "<0x0A>" stands for. Texts of control and user-defined tokens of a
// byte-level vocabulary stand for themselves.
std::string pieceOfText(std::string_view text, TokenKind kind, bool overBytes);

// The byte that "<0x0A>" names.
std::optional<uint8_t> byteOfText(std::string_view text);

inline constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; // U+2581

// `text` with `from` replaced by `to` everywhere.
std::string replaceAll(std::string_view text, std::string_view from, std::string_view to);

} // namespace ttt
