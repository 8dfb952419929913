// The little of UTF-8 that tokenizers and readers of files need: where valid text ends, and
// characters one by one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ttt {

// Bytes of the character that `text` starts with; 0 if it starts with none or with an invalid one
// (overlong, surrogate, above U+10FFFF, cut off).
size_t utf8CharacterLength(std::string_view text);

// Bytes up to the first invalid one.
size_t validUtf8Prefix(std::string_view text);

// The text with the replacement character U+FFFD for each byte that belongs to no character.
std::string mendedUtf8(std::string_view text);

// BadInput naming the place and the line of the first invalid byte of a file's text.
void requireUtf8(std::string_view text, const std::string& place);

// The code point of a valid character.
char32_t utf8CodePoint(std::string_view character);

void appendUtf8(char32_t codePoint, std::string& text);

} // namespace ttt
