// A codec whose answers can all be listed: a text of one or two digits, two where the first is odd,
// so that a search can be compared with enumeration. It borrows the ARC decoder's embedding rows.
#pragma once

#include "core/tokens/task_codec.h"

#include <string>
#include <vector>

namespace ttt::test {

class DigitAnswer : public AnswerGrammar {
public:
    explicit DigitAnswer(int promptLength) : promptLength_(promptLength) {}
    std::unique_ptr<AnswerGrammar> clone() const override {
        return std::make_unique<DigitAnswer>(*this);
    }
    bool finished() const override {
        return text_.size() == 2 || (text_.size() == 1 && (text_[0] - '0') % 2 == 0);
    }
    ClassRange allowed() const override { return {0, kColours}; }
    void advance(int token) override { text_ += static_cast<char>('0' + token); }
    void appendPosition(TokenSequence& sequence) const override {
        append(sequence, text_, static_cast<int32_t>(promptLength_));
    }
    Value answer() const override { return text_; }

    // The position that predicts the digit after `text`.
    static void append(TokenSequence& sequence, const std::string& text, int32_t promptLength) {
        sequence.features = 1;
        sequence.axes = 3;
        const auto digits = static_cast<int32_t>(text.size());
        sequence.ids.push_back(text.empty() ? 20 : 30 + text.back() - '0');
        sequence.positions.insert(sequence.positions.end(), {digits, 0, 1});
        sequence.visibleEnd.push_back(promptLength + digits + 1);
        sequence.targets.push_back(kNoTarget);
        sequence.lossWeights.push_back(0);
    }

private:
    int promptLength_;
    std::string text_;
};

class DigitCodec : public TaskCodec {
public:
    std::string name() const override { return "digits"; }
    int classes() const override { return kColours; }
    int64_t countTokens(const Episode& episode, const AdaptConfig&) const override {
        return static_cast<int64_t>(std::get<std::string>(episode.query.input).size() +
                                    std::get<std::string>(episode.query.output).size());
    }
    int64_t countTokens(const Prompt& prompt) const override {
        return static_cast<int64_t>(std::get<std::string>(prompt.query).size());
    }
    TokenSequence encode(const Episode&, const AdaptConfig&) const override { return {}; }
    TokenSequence encode(const Prompt& prompt) const override {
        TokenSequence sequence;
        sequence.features = 1;
        sequence.axes = 3;
        for (const char digit : std::get<std::string>(prompt.query)) {
            sequence.ids.push_back(10 + digit - '0');
            sequence.positions.insert(sequence.positions.end(), {sequence.length(), 0, 0});
            sequence.visibleEnd.push_back(sequence.length() + 1);
        }
        sequence.targets.assign(sequence.visibleEnd.size(), kNoTarget);
        sequence.lossWeights.assign(sequence.visibleEnd.size(), 0);
        return sequence;
    }
    TokenSequence encodeAnswer(const Prompt& prompt, const Value& answer) const override {
        TokenSequence sequence;
        const std::string& text = std::get<std::string>(answer);
        for (size_t i = 0; i < text.size(); ++i) {
            DigitAnswer::append(sequence, text.substr(0, i),
                                static_cast<int32_t>(countTokens(prompt)));
            sequence.targets.back() = text[i] - '0';
            sequence.lossWeights.back() = 1;
        }
        return sequence;
    }
    std::unique_ptr<AnswerGrammar> startAnswer(const Prompt& prompt) const override {
        return std::make_unique<DigitAnswer>(static_cast<int>(countTokens(prompt)));
    }
    int64_t answerTokens(const Prompt&) const override { return 3; }
    std::string pieceAt(const TokenSequence&, int) const override { return {}; }

    static std::vector<Value> allAnswers() {
        std::vector<Value> answers;
        for (char first = '0'; first <= '9'; ++first) {
            const bool two = (first - '0') % 2 == 1;
            if (!two) answers.push_back(std::string{first});
            for (char second = '0'; two && second <= '9'; ++second) {
                answers.push_back(std::string{first, second});
            }
        }
        return answers;
    }
};

} // namespace ttt::test
