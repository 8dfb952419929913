// Text to token ids and back, for language models. A tokenizer is made by core/tokens/text from a
// model's file or folder, is immutable, and may be used by several threads. Decoding is exact to
// the byte, so single tokens may hold parts of characters.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ttt {

// Numbered as in GGUF files and sentencepiece models.
enum class TokenKind : uint8_t {
    Normal = 1,
    Unknown = 2,
    Control = 3,     // stands for something that is no text, such as the end of a turn
    UserDefined = 4, // taken whole wherever its text stands
    Unused = 5,
    Byte = 6, // one byte, where no other token fits
};

struct SpecialTokens {
    std::optional<int32_t> bos;
    std::optional<int32_t> eos;
    std::optional<int32_t> unknown;
    std::optional<int32_t> padding;
    std::vector<int32_t> ends; // tokens that end an answer: eos, end of turn
    bool addBos = false;       // whether the model expects prompts to begin with bos
};

// What a tokenizer knows beside how to split a text.
struct Vocabulary {
    std::vector<std::string> pieces; // each token's exact bytes; the text of control tokens
    std::vector<TokenKind> kinds;
    SpecialTokens specials;
    std::string chatTemplate; // Jinja, empty if the model has none
    // Tokens found in the text before it is split, beside control tokens: true for all
    // user-defined ones unless encodePlain finds them itself.
    bool matchUserDefined = true;
    bool stripsLeadingSpace = false; // encodePlain puts a space first, which decode takes away
};

struct EncodeOptions {
    bool bos = false;     // begin with the bos token; BadInput if there is none
    bool specials = true; // the text of a control token becomes that token
};

class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    // Takes away the control tokens from id `size` on, for which a model has no row: Gemma 3's mark
    // of a picture in models that see none. Their text is then split as any other. BadInput where
    // one of them is a piece of text, or bos, eos or the unknown token. Before it is shared.
    void limitTo(int32_t size);

    // "byte-level BPE (smollm)", "sentencepiece"
    const std::string& description() const { return description_; }
    int32_t size() const { return static_cast<int32_t>(vocabulary_.pieces.size()); } // V
    const SpecialTokens& specials() const { return vocabulary_.specials; }
    const std::string& chatTemplate() const { return vocabulary_.chatTemplate; }

    // Bytes for which the vocabulary has no token are left out, as the reference programs do.
    std::vector<int32_t> encode(std::string_view text, const EncodeOptions& options = {}) const;
    // The bytes of all tokens. BadInput for an id outside [0, V).
    std::string decode(std::span<const int32_t> ids, bool showControl = true) const;
    // One token's bytes; BadInput as above.
    const std::string& piece(int32_t id) const;
    TokenKind kindOf(int32_t id) const;
    // Of the control or user-defined token with this text ("<|im_end|>").
    std::optional<int32_t> specialId(std::string_view text) const;

protected:
    Tokenizer(std::string description, Vocabulary vocabulary);
    const Vocabulary& vocabulary() const { return vocabulary_; }

    // Appends the tokens of a part without special tokens, which starts the text or does not.
    // `part` may hold any bytes.
    virtual void encodePlain(std::string_view part, bool startsText,
                             std::vector<int32_t>& ids) const = 0;

private:
    struct Match {
        size_t begin;
        size_t end;
        int32_t id;
    };
    std::optional<Match> findSpecial(std::string_view text, size_t from, bool control) const;
    void requireId(int32_t id) const;

    std::string description_;
    Vocabulary vocabulary_;
    std::unordered_map<std::string_view, int32_t> specialIds_;
    std::vector<std::vector<size_t>> specialLengths_; // by first byte, longest first
};

} // namespace ttt
