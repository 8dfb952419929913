#include "core/tokens/text/byte_alphabet.h"

#include "core/base/utf8.h"

#include <array>

namespace ttt {

namespace {

// Printable Latin-1 stands for itself, the others for 256, 257... in their order.
constexpr bool standsForItself(int byte) {
    return (byte >= 33 && byte <= 126) || (byte >= 161 && byte != 173);
}

constexpr int kLast = 256 + 68;

constexpr std::array<char32_t, 256> makeCharacters() {
    std::array<char32_t, 256> characters{};
    char32_t next = 256;
    for (int byte = 0; byte < 256; ++byte) {
        characters[static_cast<size_t>(byte)] =
            standsForItself(byte) ? static_cast<char32_t>(byte) : next++;
    }
    return characters;
}
constexpr auto kCharacters = makeCharacters();

constexpr std::array<int, kLast> makeBytes() {
    std::array<int, kLast> bytes{};
    bytes.fill(-1);
    for (int byte = 0; byte < 256; ++byte) bytes[kCharacters[static_cast<size_t>(byte)]] = byte;
    return bytes;
}
constexpr auto kBytes = makeBytes();

} // namespace

std::string characterOfByte(uint8_t byte) {
    std::string text;
    appendUtf8(kCharacters[byte], text);
    return text;
}

std::optional<std::string> bytesOfPiece(std::string_view piece) {
    std::string bytes;
    while (!piece.empty()) {
        const size_t length = utf8CharacterLength(piece);
        if (length == 0) return std::nullopt;
        const char32_t point = utf8CodePoint(piece.substr(0, length));
        if (point >= kLast || kBytes[point] < 0) return std::nullopt;
        bytes += static_cast<char>(kBytes[point]);
        piece.remove_prefix(length);
    }
    return bytes;
}

} // namespace ttt
