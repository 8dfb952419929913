#include "core/base/utf8.h"

#include "core/base/error.h"

#include <algorithm>

namespace ttt {

namespace {

unsigned byteAt(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }

// Limits of the second byte that leave overlong forms, surrogates and too large ones out.
bool secondFits(unsigned first, unsigned second) {
    switch (first) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second < 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

} // namespace

size_t utf8CharacterLength(std::string_view text) {
    if (text.empty()) return 0;
    const unsigned first = byteAt(text, 0);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    const size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (text.size() < length || !secondFits(first, byteAt(text, 1))) return 0;
    for (size_t i = 1; i < length; ++i) {
        if ((byteAt(text, i) & 0xC0) != 0x80) return 0;
    }
    return length;
}

size_t validUtf8Prefix(std::string_view text) {
    size_t end = 0;
    while (end < text.size()) {
        if (byteAt(text, end) < 0x80) {
            ++end;
            continue;
        }
        const size_t length = utf8CharacterLength(text.substr(end));
        if (length == 0) break;
        end += length;
    }
    return end;
}

std::string mendedUtf8(std::string_view text) {
    std::string mended;
    while (!text.empty()) {
        const size_t valid = validUtf8Prefix(text);
        mended += text.substr(0, valid);
        text.remove_prefix(valid);
        if (text.empty()) break;
        appendUtf8(U'\uFFFD', mended);
        text.remove_prefix(1);
    }
    return mended;
}

void requireUtf8(std::string_view text, const std::string& place) {
    const size_t valid = validUtf8Prefix(text);
    if (valid == text.size()) return;
    const auto line = 1 + std::ranges::count(text.substr(0, valid), '\n');
    throw Error(ErrorKind::BadInput, place + ":" + std::to_string(line),
                "found bytes that are not UTF-8", "save the file as UTF-8");
}

char32_t utf8CodePoint(std::string_view character) {
    const unsigned first = byteAt(character, 0);
    if (character.size() == 1) return first;
    char32_t point = first & (0x7FU >> character.size());
    for (size_t i = 1; i < character.size(); ++i) {
        point = point << 6 | (byteAt(character, i) & 0x3FU);
    }
    return point;
}

void appendUtf8(char32_t codePoint, std::string& text) {
    const auto byte = [&text](char32_t value) { text += static_cast<char>(value); };
    if (codePoint < 0x80) return byte(codePoint);
    if (codePoint < 0x800) {
        byte(0xC0 | codePoint >> 6);
    } else {
        if (codePoint < 0x10000) {
            byte(0xE0 | codePoint >> 12);
        } else {
            byte(0xF0 | codePoint >> 18);
            byte(0x80 | (codePoint >> 12 & 0x3F));
        }
        byte(0x80 | (codePoint >> 6 & 0x3F));
    }
    byte(0x80 | (codePoint & 0x3F));
}

} // namespace ttt
