// The fields of a sentencepiece model that are needed here, from and to its protobuf message
// (sentencepiece_model.proto), by hand: a .model file is checked before the library sees it, and a
// GGUF vocabulary becomes a model that the library can load.
#pragma once

#include "core/tokens/tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct SentencepieceModel {
    struct Piece {
        std::string text; // with U+2581 for spaces
        float score = 0;
        TokenKind kind = TokenKind::Normal;
    };
    std::vector<Piece> pieces;
    bool byPairs = true;      // byte-pair merges; else the unigram model
    bool fallsToBytes = true; // characters without a token become byte tokens
    bool addsSpace = true;    // a space is put in front of the text
    bool trimsSpaces = false; // runs of spaces become one, those at the ends go
    bool isIdentity = true;   // characters are not normalized
};

// BadInput naming `place` for what is no such message.
SentencepieceModel parseSentencepieceModel(std::string_view bytes, const std::string& place);

// A message that the library loads; identity normalization.
std::string serialize(const SentencepieceModel& model);

// What the library would end the program for: no piece or more than four million, empty or repeated
// texts or ones with a zero byte, no unknown token or several, missing byte tokens.
void requireLoadable(const SentencepieceModel& model, const std::string& place);

} // namespace ttt
