#include "core/tokens/text/bpe_tokenizer.h"

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/tokens/text/byte_alphabet.h"

#include <algorithm>
#include <cstdlib>
#include <utf8proc.h>

namespace ttt {

namespace {

bool isAscii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Valid stretches in form NFC, other bytes as they are.
std::string composed(std::string_view text) {
    if (isAscii(text)) return std::string(text);
    std::string result;
    while (!text.empty()) {
        const size_t valid = validUtf8Prefix(text);
        utf8proc_uint8_t* made = nullptr;
        const utf8proc_ssize_t length =
            utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(valid), &made,
                         static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
        if (length >= 0) {
            result.append(reinterpret_cast<const char*>(made), static_cast<size_t>(length));
        } else {
            result.append(text.substr(0, valid));
        }
        std::free(made);
        text.remove_prefix(valid);
        if (text.empty()) break;
        result += text[0];
        text.remove_prefix(1);
    }
    return result;
}

int32_t requireToken(const std::unordered_map<std::string_view, int32_t>& ids,
                     const std::string& text, const std::string& place) {
    const auto found = ids.find(text);
    if (found != ids.end()) return found->second;
    throw Error(ErrorKind::BadInput, place,
                "a merge needs the token \"" + text + "\", which is not in the vocabulary");
}

} // namespace

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to) {
    std::string result;
    for (size_t found = 0; (found = text.find(from)) != std::string_view::npos;) {
        result += text.substr(0, found);
        result += to;
        text.remove_prefix(found + from.size());
    }
    return result += text;
}

std::optional<uint8_t> byteOfText(std::string_view text) {
    if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return std::nullopt;
    unsigned value = 0;
    for (const char digit : text.substr(3, 2)) {
        const size_t place = std::string_view("0123456789ABCDEF").find(digit);
        if (place == std::string_view::npos) return std::nullopt;
        value = value * 16 + static_cast<unsigned>(place);
    }
    return static_cast<uint8_t>(value);
}

std::string pieceOfText(std::string_view text, TokenKind kind, bool overBytes) {
    if (kind == TokenKind::Control || kind == TokenKind::Unknown) return std::string(text);
    if (overBytes) {
        if (kind == TokenKind::UserDefined) return std::string(text);
        // Some vocabularies hold added tokens that are not marked and not in the alphabet.
        return bytesOfPiece(text).value_or(std::string(text));
    }
    if (kind == TokenKind::Byte) {
        if (const auto byte = byteOfText(text)) return std::string(1, static_cast<char>(*byte));
    }
    return replaceAll(text, kSpaceMark, " ");
}

BpeTokenizer::BpeTokenizer(std::string description, Vocabulary vocabulary,
                           const std::vector<std::string_view>& texts,
                           const std::vector<std::pair<std::string_view, std::string_view>>& merges,
                           BpeSettings settings, const std::string& place)
    : Tokenizer(std::move(description), std::move(vocabulary)),
      settings_(std::move(settings)),
      merges_(merges.size()) {
    std::unordered_map<std::string_view, int32_t> ids;
    ids.reserve(texts.size());
    for (size_t id = 0; id < texts.size(); ++id) ids.emplace(texts[id], static_cast<int32_t>(id));
    for (const auto& [left, right] : merges) {
        const std::string joined = std::string(left) + std::string(right);
        merges_.add(requireToken(ids, std::string(left), place),
                    requireToken(ids, std::string(right), place), requireToken(ids, joined, place));
    }
    findByteTokens(texts);
    const BpeNormalizer& normalizer = settings_.normalizer;
    isPlain_ = !normalizer.composes && !normalizer.marksSpaces && normalizer.prefix.empty();
    if (settings_.overBytes && !settings_.wholeWords) return;
    for (size_t id = 0; id < texts.size(); ++id) {
        const TokenKind kind = this->vocabulary().kinds[id];
        if (kind != TokenKind::Normal && kind != TokenKind::UserDefined) continue;
        wordIds_.emplace(settings_.overBytes ? this->vocabulary().pieces[id]
                                             : std::string(texts[id]),
                         static_cast<int32_t>(id));
    }
}

void BpeTokenizer::findByteTokens(const std::vector<std::string_view>& texts) {
    byteIds_.fill(-1);
    for (size_t id = 0; id < texts.size(); ++id) {
        const TokenKind kind = vocabulary().kinds[id];
        std::optional<uint8_t> byte;
        if (!settings_.overBytes) {
            byte = byteOfText(texts[id]);
        } else if (kind == TokenKind::Normal && vocabulary().pieces[id].size() == 1) {
            byte = static_cast<uint8_t>(vocabulary().pieces[id][0]);
            if (texts[id] != characterOfByte(*byte)) continue;
        }
        if (byte && byteIds_[*byte] < 0) byteIds_[*byte] = static_cast<int32_t>(id);
    }
}

std::string BpeTokenizer::normalized(std::string_view part, bool startsText) const {
    const BpeNormalizer& normalizer = settings_.normalizer;
    std::string text = normalizer.composes ? composed(part) : std::string(part);
    if (normalizer.marksSpaces) text = replaceAll(text, " ", kSpaceMark);
    const bool skips = (normalizer.prefixOnce && text.starts_with(normalizer.prefix)) ||
                       (normalizer.prefixAtStart && !startsText);
    return skips ? text : normalizer.prefix + text;
}

// Characters that are tokens, else the bytes of those that are not, else the unknown token once.
void BpeTokenizer::appendCharacters(std::string_view word, std::vector<int32_t>& symbols) const {
    while (!word.empty()) {
        const size_t length = std::max<size_t>(1, utf8CharacterLength(word));
        const std::string character(word.substr(0, length));
        word.remove_prefix(length);
        if (const auto found = wordIds_.find(character); found != wordIds_.end()) {
            symbols.push_back(found->second);
            continue;
        }
        const auto hasByte = [this](char c) { return byteIds_[static_cast<uint8_t>(c)] >= 0; };
        if (std::ranges::all_of(character, hasByte)) {
            for (const char c : character) symbols.push_back(byteIds_[static_cast<uint8_t>(c)]);
        } else if (const auto unknown = specials().unknown;
                   unknown && (symbols.empty() || symbols.back() != *unknown)) {
            symbols.push_back(*unknown);
        }
    }
}

void BpeTokenizer::encodeWord(std::string_view word, std::vector<int32_t>& symbols) const {
    symbols.clear();
    if (settings_.wholeWords) {
        if (const auto found = wordIds_.find(std::string(word)); found != wordIds_.end()) {
            symbols.push_back(found->second);
            return;
        }
    }
    if (settings_.overBytes) {
        for (const char c : word) {
            const int32_t id = byteIds_[static_cast<uint8_t>(c)];
            if (id >= 0) symbols.push_back(id);
        }
    } else {
        appendCharacters(word, symbols);
    }
    merges_.apply(symbols);
}

void BpeTokenizer::encodePlain(std::string_view part, bool startsText,
                               std::vector<int32_t>& ids) const {
    std::vector<int32_t> symbols;
    std::string changed;
    if (!isPlain_) {
        changed = normalized(part, startsText);
        part = changed;
    }
    settings_.splitter.split(part, [&](std::string_view word) {
        encodeWord(word, symbols);
        ids.insert(ids.end(), symbols.begin(), symbols.end());
    });
}

} // namespace ttt
