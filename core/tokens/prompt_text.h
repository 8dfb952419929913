// What a prompt format makes of an episode or a prompt before any tokenizer: texts with spans that
// say what each part is and how much the loss counts it. A text codec turns it into tokens and loss
// weights by these rules:
//   - a message is cut at `cuts`, and each piece is tokenized by itself;
//   - a token's loss weight is the largest weight of the bytes that it stands for;
//   - a message with a speaker is put into the model's chat template (its text without outer
//     whitespace), whose own tokens around it weigh `frameWeight`; one without stands as it is;
//   - the model's begin-of-text token, where it has one, comes first, with weight `beginWeight`;
//   - `endToken`: its end-of-text token comes last, with weight `endWeight`.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

enum class TextRole { Instruction, Question, Answer, Separator };

// Bytes [begin, end) of a message's text.
struct TextSpan {
    size_t begin = 0;
    size_t end = 0;
    TextRole role = TextRole::Instruction;
    float weight = 0; // 0 where the loss does not look
    bool operator==(const TextSpan&) const = default;
};

enum class Speaker { None, System, User, Assistant };

struct TextMessage {
    Speaker speaker = Speaker::None;
    std::string text;
    std::vector<TextSpan> spans; // in order, without gaps; they cover the text
    std::vector<size_t> cuts;    // ascending, above 0; one at the end cuts nothing
    float frameWeight = 0;

    // Appends a span and its text.
    void add(std::string_view part, TextRole role, float weight = 0);
    // From here on a new piece begins.
    void cut();
};

struct PromptText {
    std::vector<TextMessage> messages; // one without a speaker, or a chat
    bool endToken = false;
    float beginWeight = 0;
    float endWeight = 0;

    bool isChat() const { return !messages.empty() && messages[0].speaker != Speaker::None; }
};

} // namespace ttt
