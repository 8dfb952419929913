// Tokenizers of sentencepiece models (Kudo and Richardson 2018, arXiv 1808.06226), through the
// sentencepiece library. Control tokens in the text are found by the base class, as the library
// leaves them alone; decoding is the base class's, which is exact to the byte.
#pragma once

#include "core/tokens/text/sentencepiece_model.h"

#include <memory>
#include <string>

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace ttt {

class SentencepieceTokenizer : public Tokenizer {
public:
    // `serialized`: the library's message of `model`; with its own normalization, if it comes from
    // a file. `vocabulary` has all but pieces and kinds. BadInput where the library refuses it.
    SentencepieceTokenizer(const SentencepieceModel& model, const std::string& serialized,
                           Vocabulary vocabulary, const std::string& place);
    ~SentencepieceTokenizer() override;

protected:
    void encodePlain(std::string_view part, bool startsText,
                     std::vector<int32_t>& ids) const override;

private:
    void appendByte(uint8_t byte, std::vector<int32_t>& ids) const;
    std::vector<int> encodeValid(std::string_view text) const;
    void encodeWords(std::string_view text, std::vector<int32_t>& ids) const;
    void encodeBytes(std::string_view part, std::vector<int32_t>& ids) const;

    std::unique_ptr<sentencepiece::SentencePieceProcessor> processor_;
    std::vector<int32_t> byteIds_; // 256, or empty
    std::string place_;
    // No token holds a space after another character, so what lies between such places can be
    // encoded alone, and once where it is repeated. The library is then told to put no space first.
    bool byWords_ = false;
    bool addsSpace_ = false; // here, not by the library
};

} // namespace ttt
