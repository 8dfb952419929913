// The first step of byte-pair encoding: a text is split into words by one or more regular
// expressions, each applied to the pieces that the last one left. Matches and what lies between
// them are pieces. Patterns are PCRE2's, which takes those of the published tokenizers as they are.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

class TextSplitter {
public:
    // No pattern: the whole text is one piece.
    TextSplitter() = default;
    // BadInput naming `place` for a pattern that does not
    // compile.
    TextSplitter(const std::vector<std::string>& patterns, const std::string& place);

    // Calls use(piece) from left to right; the pieces joined are the text. Bytes that are no UTF-8
    // are pieces of their own. BadInput if a pattern needs too much backtracking.
    void split(std::string_view text, const std::function<void(std::string_view)>& use) const;

private:
    struct Pattern;
    struct Work;
    void splitFrom(size_t step, std::string_view text, Work& work) const;
    std::vector<std::shared_ptr<const Pattern>> patterns_;
    std::string place_;
};

// How texts are split for a name in GGUF's tokenizer.ggml.pre ("llama-bpe", "smollm"...), as
// llama.cpp does.
struct NamedSplit {
    std::vector<std::string> patterns;
    bool wholeWords = false; // a word that is a token is taken without merging
    bool addBos = false;     // where the file does not say
};
// BadInput naming `place` and the names known.
NamedSplit namedSplit(std::string_view name, const std::string& place);

// GPT-2's pattern, which byte-level pre-tokenizers have built in.
extern const char* const kGpt2Pattern;

} // namespace ttt
