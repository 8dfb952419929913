#include "core/tokens/text_codec.h"

#include "core/base/error.h"
#include "core/tokens/chat_frames.h"

#include <algorithm>

namespace ttt {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const size_t begin = text.find_first_not_of(kSpace);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

// The largest weight of any byte in [begin, end).
float weightOf(const std::vector<TextSpan>& spans, size_t begin, size_t end) {
    float weight = 0;
    for (const TextSpan& span : spans) {
        if (span.begin < end && begin < span.end) weight = std::max(weight, span.weight);
    }
    return weight;
}

// A piece of a message, which begins at byte `from` of its text.
void appendPiece(WeightedTokens& to, std::string_view piece, size_t from,
                 const std::vector<TextSpan>& spans, const Tokenizer& tokens) {
    const size_t end = from + piece.size();
    size_t place = from;
    // What a task says is text, even where it looks like a control token.
    for (const int32_t id : tokens.encode(piece, {.bos = false, .specials = false})) {
        const size_t next = std::min(end, place + textOf(tokens, id).size());
        to.ids.push_back(id);
        to.weights.push_back(weightOf(spans, std::min(place, end - 1), std::max(next, place + 1)));
        place = next;
    }
}

void appendTemplate(WeightedTokens& to, const std::string& text, float weight,
                    const Tokenizer& tokens) {
    for (const int32_t id : tokens.encode(text)) {
        to.ids.push_back(id);
        to.weights.push_back(weight);
    }
}

void appendMessage(WeightedTokens& to, const TextMessage& message, const Tokenizer& tokens) {
    std::string_view text = message.text;
    const bool chat = message.speaker != Speaker::None;
    if (chat) {
        appendTemplate(to, chatFrame(tokens, message.speaker).before, message.frameWeight, tokens);
        text = trimmed(text);
    }
    const size_t first = text.empty() ? 0 : static_cast<size_t>(text.data() - message.text.data());
    const size_t last = first + text.size();
    size_t begin = first;
    std::vector<size_t> cuts = message.cuts;
    cuts.push_back(last);
    for (const size_t cut : cuts) {
        const size_t end = std::clamp(cut, begin, last);
        if (end > begin) {
            appendPiece(to, std::string_view(message.text).substr(begin, end - begin), begin,
                        message.spans, tokens);
        }
        begin = end;
    }
    if (chat) {
        appendTemplate(to, chatFrame(tokens, message.speaker).after, message.frameWeight, tokens);
    }
}

TokenSequence emptySequence() {
    TokenSequence sequence;
    sequence.features = 1;
    sequence.axes = 1;
    return sequence;
}

// The position that shows `id` as token number `place`.
void appendToken(TokenSequence& sequence, int32_t id, int64_t place, int32_t target, float weight) {
    sequence.features = 1;
    sequence.axes = 1;
    sequence.ids.push_back(id);
    sequence.positions.push_back(static_cast<int32_t>(place));
    sequence.visibleEnd.push_back(static_cast<int32_t>(place + 1));
    sequence.targets.push_back(target);
    sequence.lossWeights.push_back(target == kNoTarget ? 0 : weight);
}

class TextAnswer : public AnswerGrammar {
public:
    TextAnswer(std::shared_ptr<const Tokenizer> tokens, int32_t lastToken, int64_t place,
               const TextAnswerLimits& limits)
        : tokens_(std::move(tokens)),
          last_(lastToken),
          place_(place),
          left_(limits.tokens),
          stops_(limits.stops) {}

    std::unique_ptr<AnswerGrammar> clone() const override {
        return std::make_unique<TextAnswer>(*this);
    }
    bool finished() const override { return done_ || left_ <= 0; }
    ClassRange allowed() const override { return {0, tokens_->size()}; }
    void advance(int token) override {
        last_ = token;
        ++place_;
        --left_;
        if (endsText(*tokens_, token)) {
            done_ = true;
            return;
        }
        text_ += textOf(*tokens_, token);
        size_t end = text_.npos;
        for (const std::string& stop : stops_) end = std::min(end, text_.find(stop));
        if (end == text_.npos) return;
        text_.resize(end);
        done_ = true;
    }
    void appendPosition(TokenSequence& sequence) const override {
        appendToken(sequence, last_, place_, kNoTarget, 0);
    }
    Value answer() const override { return text_; }

private:
    std::shared_ptr<const Tokenizer> tokens_;
    int32_t last_;  // read next
    int64_t place_; // where it stands
    int64_t left_;  // tokens that may still be written
    std::vector<std::string> stops_;
    std::string text_;
    bool done_ = false;
};

} // namespace

std::string textOf(const Tokenizer& tokens, int32_t token) {
    return tokens.kindOf(token) == TokenKind::Control ? std::string() : tokens.piece(token);
}

bool endsText(const Tokenizer& tokens, int32_t token) {
    return std::ranges::count(tokens.specials().ends, token) > 0;
}

WeightedTokens tokensOf(const PromptText& text, const Tokenizer& tokens, bool open) {
    WeightedTokens result;
    const SpecialTokens& specials = tokens.specials();
    if (specials.addBos && specials.bos) {
        result.ids.push_back(*specials.bos);
        result.weights.push_back(text.beginWeight);
    }
    for (const TextMessage& message : text.messages) appendMessage(result, message, tokens);
    if (open && text.isChat()) appendTemplate(result, answerOpening(tokens), 0, tokens);
    if (text.endToken && specials.eos) {
        result.ids.push_back(*specials.eos);
        result.weights.push_back(text.endWeight);
    }
    return result;
}

TokenSequence shiftedSequence(const WeightedTokens& tokens) {
    TokenSequence sequence = emptySequence();
    for (size_t t = 0; t < tokens.ids.size(); ++t) {
        const bool last = t + 1 == tokens.ids.size();
        appendToken(sequence, tokens.ids[t], static_cast<int64_t>(t),
                    last ? kNoTarget : tokens.ids[t + 1], last ? 0 : tokens.weights[t + 1]);
    }
    return sequence;
}

std::unique_ptr<AnswerGrammar> startTextAnswer(std::shared_ptr<const Tokenizer> tokens,
                                               int32_t lastToken, int64_t place,
                                               const TextAnswerLimits& limits) {
    return std::make_unique<TextAnswer>(std::move(tokens), lastToken, place, limits);
}

TextCodec::TextCodec(std::shared_ptr<const Tokenizer> tokens, const PromptFormat& format,
                     const DecodeConfig& decode)
    : tokens_(std::move(tokens)), format_(format), decode_(decode) {}

std::vector<int32_t> TextCodec::promptIds(const Prompt& prompt) const {
    std::vector<int32_t> ids = tokensOf(format_.question(prompt), *tokens_, true).ids;
    if (ids.empty()) {
        throw Error(ErrorKind::BadInput, "prompt", "found no tokens, expected at least one");
    }
    return ids;
}

int64_t TextCodec::countTokens(const Episode& episode, const AdaptConfig& config) const {
    const WeightedTokens tokens = tokensOf(format_.training(episode, config), *tokens_, false);
    return static_cast<int64_t>(tokens.ids.size());
}

int64_t TextCodec::countTokens(const Prompt& prompt) const { return encode(prompt).length(); }

TokenSequence TextCodec::encode(const Episode& episode, const AdaptConfig& config) const {
    return shiftedSequence(tokensOf(format_.training(episode, config), *tokens_, false));
}

TokenSequence TextCodec::encode(const Prompt& prompt) const {
    const std::vector<int32_t> ids = promptIds(prompt);
    TokenSequence sequence = emptySequence();
    for (size_t t = 0; t + 1 < ids.size(); ++t) {
        appendToken(sequence, ids[t], static_cast<int64_t>(t), kNoTarget, 0);
    }
    return sequence;
}

TokenSequence TextCodec::encodeAnswer(const Prompt& prompt, const Value& answer) const {
    const std::vector<int32_t> ids = promptIds(prompt);
    const std::vector<int32_t> asked =
        tokens_->encode(format_.answerText(answer), {.bos = false, .specials = false});
    TokenSequence sequence = emptySequence();
    int32_t shown = ids.back();
    auto place = static_cast<int64_t>(ids.size()) - 1;
    for (const int32_t id : asked) {
        appendToken(sequence, shown, place++, id, 1);
        shown = id;
    }
    return sequence;
}

std::unique_ptr<AnswerGrammar> TextCodec::startAnswer(const Prompt& prompt) const {
    const std::vector<int32_t> ids = promptIds(prompt);
    return startTextAnswer(tokens_, ids.back(), static_cast<int64_t>(ids.size()) - 1,
                           {answerTokens(prompt), format_.stops()});
}

int64_t TextCodec::answerTokens(const Prompt& prompt) const {
    if (decode_.maxNewTokens > 0) return decode_.maxNewTokens;
    if (decode_.answerTokens == "released" && prompt.form.releasedTokens > 0) {
        return prompt.form.releasedTokens;
    }
    size_t longest = 0;
    for (const std::string& answer : format_.longestAnswers(prompt)) {
        longest = std::max(longest, tokens_->encode(answer).size());
    }
    return static_cast<int64_t>(longest) + 1;
}

std::string TextCodec::pieceAt(const TokenSequence& sequence, int t) const {
    return tokens_->piece(sequence.ids[static_cast<size_t>(t)]);
}

} // namespace ttt
