// The codec of language models: what a prompt format writes (prompt_text.h) as tokens, one feature
// and one axis a position, each position seeing all before it and asked the next token. Answers are
// free text that ends at a stop text, at an end token or when the budget is used up.
#pragma once

#include "core/config/decode_config.h"
#include "core/tokens/prompt_format.h"
#include "core/tokens/task_codec.h"
#include "core/tokens/tokenizer.h"

#include <memory>

namespace ttt {

// Tokens with the weight that the loss gives to each as a target.
struct WeightedTokens {
    std::vector<int32_t> ids;
    std::vector<float> weights;
};

// By the rules of prompt_text.h. open: ends with what opens the assistant's message, in a chat.
WeightedTokens tokensOf(const PromptText& text, const Tokenizer& tokens, bool open);

// The bytes that a token stands for; none for control tokens.
std::string textOf(const Tokenizer& tokens, int32_t token);
// Whether the model is done after it.
bool endsText(const Tokenizer& tokens, int32_t token);

// Position t shows token t and is asked token t + 1.
TokenSequence shiftedSequence(const WeightedTokens& tokens);

class TextCodec : public TaskCodec {
public:
    // The format must live as long as the codec. decode: budgets of answers.
    TextCodec(std::shared_ptr<const Tokenizer> tokens, const PromptFormat& format,
              const DecodeConfig& decode);

    std::string name() const override { return "text"; }
    int classes() const override { return tokens_->size(); }
    int64_t countTokens(const Episode& episode, const AdaptConfig& config) const override;
    int64_t countTokens(const Prompt& prompt) const override;
    TokenSequence encode(const Episode& episode, const AdaptConfig& config) const override;
    // BadInput for a prompt without tokens.
    TokenSequence encode(const Prompt& prompt) const override;
    // answer: a value as the task has it.
    TokenSequence encodeAnswer(const Prompt& prompt, const Value& answer) const override;
    // Its answer is the raw text before the stop.
    std::unique_ptr<AnswerGrammar> startAnswer(const Prompt& prompt) const override;
    // decode.max_new_tokens; else, as decode.answer_tokens says, the released number or that of the
    // longest right answer with the token that stops it.
    int64_t answerTokens(const Prompt& prompt) const override;
    std::string pieceAt(const TokenSequence& sequence, int t) const override;

private:
    std::vector<int32_t> promptIds(const Prompt& prompt) const;

    std::shared_ptr<const Tokenizer> tokens_;
    const PromptFormat& format_;
    DecodeConfig decode_;
};

// Free text after a prompt that ends with `lastToken` at position `place`.
struct TextAnswerLimits {
    int64_t tokens = 0;             // most of them
    std::vector<std::string> stops; // the first one ends the answer and is cut off
};
std::unique_ptr<AnswerGrammar> startTextAnswer(std::shared_ptr<const Tokenizer> tokens,
                                               int32_t lastToken, int64_t place,
                                               const TextAnswerLimits& limits);

} // namespace ttt
