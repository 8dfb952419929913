// How a task whose values are texts is asked and its answers are read: what stands before the
// questions and what counts as the answer in the text that a model writes. Empty for grid tasks.
// Prompt formats (core/tokens) lay it out; answers are read by core/tasks/text_answers.h.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

enum class AnswerKind {
    Word,     // the first word: "True", "valid", "14"
    Letter,   // a letter in parentheses: "(A)"
    Sequence, // the first line up to a hyphen or full stop: "] )", "apple pear"
    Line,     // the first line as it is: "1.5", "2024-05-01"
    Text,     // all lines, up to the next question
};
// As files have them.
inline constexpr std::array<std::pair<AnswerKind, const char*>, 5> kAnswerKinds{
    {{AnswerKind::Word, "word"},
     {AnswerKind::Letter, "letter"},
     {AnswerKind::Sequence, "sequence"},
     {AnswerKind::Line, "line"},
     {AnswerKind::Text, "text"}}};

// A question and the reasoning that answers it, which ends in "So the answer is ...".
struct ReasonedExample {
    std::string question;
    std::string reasoning;
    bool operator==(const ReasonedExample&) const = default;
};

struct TextForm {
    std::string instruction;  // "Sort a list of words."
    std::string answerFormat; // "Answer with only a sequence of words."; may be empty
    AnswerKind answer = AnswerKind::Word;
    int releasedTokens = 0; // most tokens of an answer, as released for Llama 3; 0: not known
    int choices = 0;        // answers to choose from; 0 where they are not a short list
    // Shown by chain-of-thought prompts in the place of the demonstrations; often there are none.
    std::vector<ReasonedExample> reasoned = {};
    bool operator==(const TextForm&) const = default;
};

} // namespace ttt
