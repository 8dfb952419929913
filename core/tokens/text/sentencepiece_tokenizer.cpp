#include "core/tokens/text/sentencepiece_tokenizer.h"

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/tokens/text/bpe_tokenizer.h"

#include <algorithm>
#include <sentencepiece_processor.h>
#include <unordered_map>

namespace ttt {

namespace {

Vocabulary withPieces(const SentencepieceModel& model, Vocabulary vocabulary) {
    for (const SentencepieceModel::Piece& piece : model.pieces) {
        vocabulary.pieces.push_back(pieceOfText(piece.text, piece.kind, false));
        vocabulary.kinds.push_back(piece.kind);
    }
    vocabulary.matchUserDefined = false; // the library does
    vocabulary.stripsLeadingSpace = model.addsSpace;
    return vocabulary;
}

// The bytes before a space within a token.
std::array<bool, 256> bytesBeforeSpaces(const SentencepieceModel& model) {
    std::array<bool, 256> bytes{};
    for (const SentencepieceModel::Piece& piece : model.pieces) {
        if (piece.kind == TokenKind::Control || piece.kind == TokenKind::Unknown) continue;
        const std::string_view text = piece.text;
        for (size_t mark = 0; (mark = text.find(kSpaceMark, mark)) != std::string_view::npos;
             mark += kSpaceMark.size()) {
            if (mark > 0 && !text.substr(0, mark).ends_with(kSpaceMark)) {
                bytes[static_cast<uint8_t>(text[mark - 1])] = true;
            }
        }
    }
    return bytes;
}

bool canEncodeByWords(const SentencepieceModel& model) {
    return model.isIdentity && model.byPairs && model.fallsToBytes && !model.trimsSpaces;
}

[[noreturn]] void failWith(const sentencepiece::util::Status& status, const std::string& place) {
    throw Error(ErrorKind::BadInput, place, "sentencepiece refused it: " + status.ToString());
}

} // namespace

SentencepieceTokenizer::SentencepieceTokenizer(const SentencepieceModel& model,
                                               const std::string& serialized, Vocabulary vocabulary,
                                               const std::string& place)
    : Tokenizer("sentencepiece", withPieces(model, std::move(vocabulary))),
      processor_(std::make_unique<sentencepiece::SentencePieceProcessor>()),
      place_(place) {
    requireLoadable(model, place);
    byWords_ = canEncodeByWords(model);
    glue_ = bytesBeforeSpaces(model);
    addsSpace_ = byWords_ && model.addsSpace;
    SentencepieceModel plain;
    if (addsSpace_) {
        plain = model;
        plain.addsSpace = false;
    }
    const auto status =
        processor_->LoadFromSerializedProto(addsSpace_ ? serialize(plain) : serialized);
    if (!status.ok()) failWith(status, place);
    if (!model.fallsToBytes) return;
    byteIds_.resize(256, -1);
    for (size_t id = 0; id < model.pieces.size(); ++id) {
        if (model.pieces[id].kind != TokenKind::Byte) continue;
        if (const auto byte = byteOfText(model.pieces[id].text)) {
            byteIds_[*byte] = static_cast<int32_t>(id);
        }
    }
}

SentencepieceTokenizer::~SentencepieceTokenizer() = default;

void SentencepieceTokenizer::appendByte(uint8_t byte, std::vector<int32_t>& ids) const {
    const int32_t id = byteIds_.empty() ? -1 : byteIds_[byte];
    if (id >= 0) {
        ids.push_back(id);
    } else if (const auto unknown = specials().unknown) {
        ids.push_back(*unknown);
    }
}

std::vector<int> SentencepieceTokenizer::encodeValid(std::string_view text) const {
    std::vector<int> ids;
    const auto status = processor_->Encode({text.data(), text.size()}, &ids);
    if (!status.ok()) failWith(status, place_);
    return ids;
}

void SentencepieceTokenizer::encodeWords(std::string_view text, std::vector<int32_t>& ids) const {
    std::unordered_map<std::string_view, std::vector<int>> known;
    while (!text.empty()) {
        size_t end = 0;
        do {
            end = text.find(' ', text.find_first_not_of(' ', end));
            // A mark in the text is a space too.
        } while (end != std::string_view::npos && (glue_[static_cast<uint8_t>(text[end - 1])] ||
                                                   text.substr(0, end).ends_with(kSpaceMark)));
        const std::string_view word = text.substr(0, end);
        const auto [found, isNew] = known.try_emplace(word);
        if (isNew) found->second = encodeValid(word);
        ids.insert(ids.end(), found->second.begin(), found->second.end());
        text.remove_prefix(word.size());
    }
}

// The library puts U+FFFD for bytes that are no UTF-8, so they are kept from it.
void SentencepieceTokenizer::encodeBytes(std::string_view part, std::vector<int32_t>& ids) const {
    while (!part.empty()) {
        const size_t valid = validUtf8Prefix(part);
        if (valid > 0 && byWords_) {
            encodeWords(part.substr(0, valid), ids);
        } else if (valid > 0) {
            const std::vector<int> found = encodeValid(part.substr(0, valid));
            ids.insert(ids.end(), found.begin(), found.end());
        }
        part.remove_prefix(valid);
        if (part.empty()) return;
        appendByte(static_cast<uint8_t>(part[0]), ids);
        part.remove_prefix(1);
    }
}

void SentencepieceTokenizer::encodePlain(std::string_view part, bool /*startsText*/,
                                         std::vector<int32_t>& ids) const {
    if (addsSpace_) {
        encodeBytes(" " + std::string(part), ids);
    } else {
        encodeBytes(part, ids);
    }
}

} // namespace ttt
