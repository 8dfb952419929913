#include "core/tokens/text/sentencepiece_model.h"

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/tokens/text/bpe_tokenizer.h"

#include <bit>
#include <cmath>
#include <unordered_set>

namespace ttt {

namespace {

constexpr size_t kMaxPieces = size_t{1} << 22;
constexpr size_t kMaxPieceBytes = 4096;

// Field numbers of sentencepiece_model.proto.
constexpr uint32_t kPieces = 1;
constexpr uint32_t kTrainerSpec = 2;
constexpr uint32_t kNormalizerSpec = 3;
constexpr uint32_t kPieceText = 1;
constexpr uint32_t kPieceScore = 2;
constexpr uint32_t kPieceType = 3;
constexpr uint32_t kModelType = 3; // of the trainer: 1 unigram, 2 pairs
constexpr uint32_t kByteFallback = 35;
constexpr uint32_t kNormalizerName = 1;
constexpr uint32_t kCharacterMap = 2;
constexpr uint32_t kAddDummyPrefix = 3;
constexpr uint32_t kRemoveExtraWhitespaces = 4;
constexpr uint32_t kEscapeWhitespaces = 5;

// Wire types.
constexpr uint32_t kVarint = 0;
constexpr uint32_t kFixed64 = 1;
constexpr uint32_t kBytes = 2;
constexpr uint32_t kFixed32 = 5;

[[noreturn]] void reject(const std::string& place, const std::string& message) {
    throw Error(ErrorKind::BadInput, place, message);
}

struct Field {
    uint32_t number = 0;
    uint64_t value = 0;     // of varints and fixed numbers
    std::string_view bytes; // of texts and messages
};

class FieldReader {
public:
    FieldReader(std::string_view bytes, const std::string& place) : bytes_(bytes), place_(place) {}

    bool atEnd() const { return bytes_.empty(); }

    Field next() {
        const uint64_t tag = readVarint();
        Field field;
        field.number = static_cast<uint32_t>(tag >> 3);
        switch (tag & 7) {
        case kVarint:
            field.value = readVarint();
            break;
        case kFixed64:
            field.value = readFixed(8);
            break;
        case kBytes:
            field.bytes = take(readVarint());
            break;
        case kFixed32:
            field.value = readFixed(4);
            break;
        default:
            reject(place_,
                   "found the wire type " + std::to_string(tag & 7) + ": no sentencepiece model");
        }
        return field;
    }

private:
    std::string_view take(uint64_t count) {
        if (count > bytes_.size()) {
            reject(place_, "a field of " + std::to_string(count) + " bytes with " +
                               std::to_string(bytes_.size()) +
                               " left: truncated, or no sentencepiece model");
        }
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }
    uint64_t readFixed(size_t count) {
        uint64_t value = 0;
        const std::string_view taken = take(count);
        for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(taken[i]);
        return value;
    }
    uint64_t readVarint() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1)[0]);
            value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        reject(place_, "found a number of more than ten bytes: no sentencepiece model");
    }

    std::string_view bytes_;
    const std::string& place_;
};

SentencepieceModel::Piece parsePiece(std::string_view bytes, const std::string& place) {
    SentencepieceModel::Piece piece;
    for (FieldReader fields(bytes, place); !fields.atEnd();) {
        const Field field = fields.next();
        if (field.number == kPieceText) piece.text = field.bytes;
        if (field.number == kPieceScore) {
            piece.score = std::bit_cast<float>(static_cast<uint32_t>(field.value));
        }
        if (field.number == kPieceType) {
            if (field.value < 1 || field.value > 6) {
                reject(place, "found a piece of type " + std::to_string(field.value));
            }
            piece.kind = static_cast<TokenKind>(field.value);
        }
    }
    return piece;
}

void appendVarint(std::string& bytes, uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
}

void appendNumber(std::string& bytes, uint32_t field, uint64_t value) {
    appendVarint(bytes, field << 3 | kVarint);
    appendVarint(bytes, value);
}

void appendText(std::string& bytes, uint32_t field, std::string_view value) {
    appendVarint(bytes, field << 3 | kBytes);
    appendVarint(bytes, value.size());
    bytes += value;
}

void appendFloat(std::string& bytes, uint32_t field, float value) {
    appendVarint(bytes, field << 3 | kFixed32);
    const auto raw = std::bit_cast<uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(raw >> shift);
}

} // namespace

SentencepieceModel parseSentencepieceModel(std::string_view bytes, const std::string& place) {
    SentencepieceModel model;
    model.byPairs = false; // the message's defaults
    model.fallsToBytes = false;
    model.trimsSpaces = true;
    for (FieldReader fields(bytes, place); !fields.atEnd();) {
        const Field field = fields.next();
        if (field.number == kPieces) {
            model.pieces.push_back(parsePiece(field.bytes, place));
        } else if (field.number == kTrainerSpec) {
            for (FieldReader specs(field.bytes, place); !specs.atEnd();) {
                const Field spec = specs.next();
                if (spec.number == kModelType) model.byPairs = spec.value == 2;
                if (spec.number == kByteFallback) model.fallsToBytes = spec.value != 0;
            }
        } else if (field.number == kNormalizerSpec) {
            for (FieldReader specs(field.bytes, place); !specs.atEnd();) {
                const Field spec = specs.next();
                if (spec.number == kCharacterMap) model.isIdentity = spec.bytes.empty();
                if (spec.number == kAddDummyPrefix) model.addsSpace = spec.value != 0;
                if (spec.number == kRemoveExtraWhitespaces) model.trimsSpaces = spec.value != 0;
            }
        }
    }
    return model;
}

std::string serialize(const SentencepieceModel& model) {
    std::string bytes;
    std::string piece;
    for (const SentencepieceModel::Piece& entry : model.pieces) {
        piece.clear();
        appendText(piece, kPieceText, entry.text);
        appendFloat(piece, kPieceScore, entry.score);
        appendNumber(piece, kPieceType, static_cast<uint64_t>(entry.kind));
        appendText(bytes, kPieces, piece);
    }
    std::string trainer;
    appendNumber(trainer, kModelType, model.byPairs ? 2 : 1);
    appendNumber(trainer, kByteFallback, model.fallsToBytes ? 1 : 0);
    appendText(bytes, kTrainerSpec, trainer);
    std::string normalizer;
    appendText(normalizer, kNormalizerName, "identity");
    appendNumber(normalizer, kAddDummyPrefix, model.addsSpace ? 1 : 0);
    appendNumber(normalizer, kRemoveExtraWhitespaces, model.trimsSpaces ? 1 : 0);
    appendNumber(normalizer, kEscapeWhitespaces, 1);
    appendText(bytes, kNormalizerSpec, normalizer);
    return bytes;
}

void requireLoadable(const SentencepieceModel& model, const std::string& place) {
    if (model.pieces.empty() || model.pieces.size() > kMaxPieces) {
        reject(place,
               "found " + std::to_string(model.pieces.size()) + " pieces, expected 1 to 4194304");
    }
    std::unordered_set<std::string_view> texts;
    size_t unknown = 0;
    size_t bytes = 0;
    for (size_t id = 0; id < model.pieces.size(); ++id) {
        const SentencepieceModel::Piece& piece = model.pieces[id];
        const std::string here = place + ": piece " + std::to_string(id);
        const bool isText = !piece.text.empty() && piece.text.size() <= kMaxPieceBytes &&
                            piece.text.find('\0') == std::string::npos &&
                            validUtf8Prefix(piece.text) == piece.text.size();
        if (!isText) reject(here, "found an empty, overlong or broken text");
        if (!texts.insert(piece.text).second) {
            reject(here, "found the text \"" + piece.text + "\" for a second time");
        }
        if (!std::isfinite(piece.score)) reject(here, "found a score that is not finite");
        if (piece.kind == TokenKind::Unknown) ++unknown;
        if (piece.kind == TokenKind::Byte) {
            if (!byteOfText(piece.text)) {
                reject(here, "found the byte token \"" + piece.text + "\", expected \"<0x00>\"...");
            }
            ++bytes;
        }
    }
    if (unknown != 1) {
        reject(place, "found " + std::to_string(unknown) + " unknown tokens, expected one");
    }
    if (model.fallsToBytes && bytes != 256) {
        reject(place, "found " + std::to_string(bytes) + " byte tokens, expected 256");
    }
}

} // namespace ttt
