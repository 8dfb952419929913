#include "core/base/error.h"
#include "core/tokens/text/text_splitter.h"

#include <algorithm>

namespace ttt {

const char* const kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

namespace {

constexpr const char* kDigit = R"(\p{N})";
constexpr const char* kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|)"
    R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|)"
    R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

enum class Style { Gpt2, Digits, Llama3, Qwen2, PunctuationFirst };

struct Name {
    std::string_view name;
    Style style;
};
// llama-vocab.cpp, the rows whose patterns are those above.
constexpr Name kNames[] = {{"default", Style::PunctuationFirst},
                           {"gpt-2", Style::Gpt2},
                           {"gpt2", Style::Gpt2},
                           {"phi-2", Style::Gpt2},
                           {"mpt", Style::Gpt2},
                           {"olmo", Style::Gpt2},
                           {"smollm", Style::Digits},
                           {"starcoder", Style::Digits},
                           {"refact", Style::Digits},
                           {"command-r", Style::Digits},
                           {"codeshell", Style::Digits},
                           {"llama3", Style::Llama3},
                           {"llama-v3", Style::Llama3},
                           {"llama-bpe", Style::Llama3},
                           {"dbrx", Style::Llama3},
                           {"smaug-bpe", Style::Llama3},
                           {"qwen2", Style::Qwen2},
                           {"stablelm2", Style::Qwen2},
                           {"deepseek-r1-qwen", Style::Qwen2}};

} // namespace

NamedSplit namedSplit(std::string_view name, const std::string& place) {
    const auto* found = std::ranges::find(kNames, name, &Name::name);
    if (found == std::end(kNames)) {
        std::string known;
        for (const Name& entry : kNames)
            known += (known.empty() ? "" : ", ") + std::string(entry.name);
        throw Error(ErrorKind::BadInput, place,
                    "found the pre-tokenizer \"" + std::string(name) + "\", expected one of " +
                        known);
    }
    const bool isLlama3 = name == "llama3" || name == "llama-v3" || name == "llama-bpe";
    switch (found->style) {
    case Style::Digits:
        return {{kDigit, kGpt2Pattern}};
    case Style::Llama3:
        return {{kLlama3Pattern}, isLlama3, isLlama3};
    case Style::Qwen2:
        return {{kQwen2Pattern}};
    case Style::PunctuationFirst:
        return {{R"([\p{P}\$\+<=>\^~\|]+)", kGpt2Pattern, R"(\p{N}+)", "[0-9][0-9][0-9]"}};
    case Style::Gpt2:
        break;
    }
    return {{kGpt2Pattern}};
}

} // namespace ttt
