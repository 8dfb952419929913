// GPT-2's alphabet of 256 printable characters, one a byte, in which byte-level vocabularies and
// merges are written ("Ġ" is a space). Radford et al. 2019, bytes_to_unicode.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ttt {

// The character of a byte, as UTF-8.
std::string characterOfByte(uint8_t byte);

// The bytes that a piece stands for; none if it holds other characters or is no UTF-8.
std::optional<std::string> bytesOfPiece(std::string_view piece);

} // namespace ttt
