#include "core/tokens/tokenizer.h"

#include "core/base/error.h"

#include <algorithm>

namespace ttt {

namespace {

bool isSpecial(TokenKind kind) {
    return kind == TokenKind::Control || kind == TokenKind::Unknown ||
           kind == TokenKind::UserDefined;
}

} // namespace

Tokenizer::Tokenizer(std::string description, Vocabulary vocabulary)
    : description_(std::move(description)),
      vocabulary_(std::move(vocabulary)),
      specialLengths_(256) {
    for (size_t id = 0; id < vocabulary_.pieces.size(); ++id) {
        const std::string& text = vocabulary_.pieces[id];
        if (!isSpecial(vocabulary_.kinds[id]) || text.empty()) continue;
        specialIds_.emplace(text, static_cast<int32_t>(id));
        specialLengths_[static_cast<unsigned char>(text[0])].push_back(text.size());
    }
    for (std::vector<size_t>& lengths : specialLengths_) {
        std::ranges::sort(lengths, std::greater<>());
        lengths.erase(std::ranges::unique(lengths).begin(), lengths.end());
    }
}

void Tokenizer::limitTo(int32_t size) {
    SpecialTokens& specials = vocabulary_.specials;
    for (int32_t id = size; id < this->size(); ++id) {
        const TokenKind kind = kindOf(id);
        const bool needed = id == specials.bos || id == specials.eos || id == specials.unknown;
        if (!needed && (kind == TokenKind::Control || kind == TokenKind::Unused)) continue;
        throw Error(ErrorKind::BadInput, "tokenizer",
                    "found " + std::to_string(this->size()) + " tokens, expected " +
                        std::to_string(size) + " or only control tokens beyond them, but " +
                        std::to_string(id) + " is \"" + piece(id) + "\"");
    }
    std::erase_if(specials.ends, [size](int32_t id) { return id >= size; });
    if (specials.padding && *specials.padding >= size) specials.padding.reset();
    std::erase_if(specialIds_, [size](const auto& entry) { return entry.second >= size; });
    if (this->size() <= size) return;
    vocabulary_.pieces.resize(static_cast<size_t>(size));
    vocabulary_.kinds.resize(static_cast<size_t>(size));
}

// The leftmost one, the longest of those that start there.
std::optional<Tokenizer::Match> Tokenizer::findSpecial(std::string_view text, size_t from,
                                                       bool control) const {
    for (size_t begin = from; begin < text.size(); ++begin) {
        for (const size_t length : specialLengths_[static_cast<unsigned char>(text[begin])]) {
            if (length > text.size() - begin) continue;
            const auto found = specialIds_.find(text.substr(begin, length));
            if (found == specialIds_.end()) continue;
            const bool wanted =
                vocabulary_.kinds[static_cast<size_t>(found->second)] == TokenKind::UserDefined
                    ? vocabulary_.matchUserDefined
                    : control;
            if (wanted) return Match{begin, begin + length, found->second};
        }
    }
    return std::nullopt;
}

std::vector<int32_t> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
    std::vector<int32_t> ids;
    ids.reserve(text.size() / 3 + 1);
    if (options.bos) {
        if (!specials().bos) {
            throw Error(ErrorKind::BadInput, "tokenizer",
                        "a leading bos token was asked for, but the model has none");
        }
        ids.push_back(*specials().bos);
    }
    size_t from = 0;
    while (from < text.size()) {
        const std::optional<Match> match = findSpecial(text, from, options.specials);
        const size_t end = match ? match->begin : text.size();
        if (end > from) encodePlain(text.substr(from, end - from), from == 0, ids);
        if (match) ids.push_back(match->id);
        from = match ? match->end : end;
    }
    return ids;
}

std::string Tokenizer::decode(std::span<const int32_t> ids, bool showControl) const {
    std::string text;
    bool first = true; // nothing but control tokens so far
    for (const int32_t id : ids) {
        const std::string& bytes = piece(id);
        const TokenKind kind = kindOf(id);
        if (kind == TokenKind::Control || kind == TokenKind::Unknown) {
            if (showControl) text += bytes;
            first = true;
            continue;
        }
        const bool strip = first && vocabulary_.stripsLeadingSpace && bytes.starts_with(' ');
        text += strip ? std::string_view(bytes).substr(1) : std::string_view(bytes);
        first = false;
    }
    return text;
}

void Tokenizer::requireId(int32_t id) const {
    if (id >= 0 && id < size()) return;
    throw Error(ErrorKind::BadInput, "token id",
                "found " + std::to_string(id) + ", expected 0 to " + std::to_string(size() - 1));
}

const std::string& Tokenizer::piece(int32_t id) const {
    requireId(id);
    return vocabulary_.pieces[static_cast<size_t>(id)];
}

TokenKind Tokenizer::kindOf(int32_t id) const {
    requireId(id);
    return vocabulary_.kinds[static_cast<size_t>(id)];
}

std::optional<int32_t> Tokenizer::specialId(std::string_view text) const {
    const auto found = specialIds_.find(text);
    if (found == specialIds_.end()) return std::nullopt;
    return found->second;
}

} // namespace ttt
