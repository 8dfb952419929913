#include "core/tokens/few_shot_format.h"

#include "core/base/error.h"
#include "core/tasks/text_answers.h"
#include "core/tasks/text_options.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr const char* kReasoningCue = " Let's think step by step.";
constexpr const char* kConclusion = "So the answer is ";

const std::string& textOf(const Value& value) {
    const std::string* text = std::get_if<std::string>(&value);
    if (text == nullptr) throw Error(ErrorKind::Internal, "task", "found a grid, expected text");
    return *text;
}

std::string headOf(const TextForm& form) {
    const std::string both = form.answerFormat.empty() || form.instruction.empty()
                                 ? form.instruction + form.answerFormat
                                 : form.instruction + " " + form.answerFormat;
    return both.empty() ? both : both + "\n\n";
}

std::string questionOf(const Value& input) { return "Q: " + textOf(input) + "\nA:"; }

std::vector<Example> pairsOf(const Episode& episode) {
    std::vector<Example> pairs = episode.demonstrations;
    pairs.push_back(episode.query);
    return pairs;
}

float weightOf(size_t pair, const AdaptConfig& config) {
    const bool counts = static_cast<int64_t>(pair) >= config.lossStart;
    return counts ? 1.0F : static_cast<float>(config.lossBeforeStart);
}

// As the released code cuts it: "...A:", " True\n", "\n", so that an answer is tokenized by itself.
void addPieces(TextMessage& message, const std::vector<Example>& pairs, const AdaptConfig& config) {
    message.cut();
    for (size_t i = 0; i < pairs.size(); ++i) {
        // The last one is the query, which always counts.
        const float weight = i + 1 == pairs.size() ? 1.0F : weightOf(i, config);
        message.add(questionOf(pairs[i].input), TextRole::Question);
        message.cut();
        message.add(" " + textOf(pairs[i].output) + "\n", TextRole::Answer, weight);
        message.cut();
        message.add("\n", TextRole::Separator);
        message.cut();
    }
}

// Whole, with the last answer cut off where only that counts.
void addWhole(TextMessage& message, const std::vector<Example>& pairs, bool all) {
    const float other = all ? 1.0F : 0.0F;
    for (size_t i = 0; i < pairs.size(); ++i) {
        const bool isLast = i + 1 == pairs.size();
        message.add(questionOf(pairs[i].input), TextRole::Question, other);
        if (isLast && !all) message.cut();
        message.add(" " + textOf(pairs[i].output), TextRole::Answer, isLast ? 1.0F : other);
        message.add("\n\n", TextRole::Separator, isLast ? 1.0F : other);
    }
}

PromptText trainingText(const TextForm& form, const std::vector<Example>& pairs,
                        const AdaptConfig& config) {
    PromptText text;
    TextMessage& message = text.messages.emplace_back();
    const bool all = config.loss == "all";
    message.add(headOf(form), TextRole::Instruction, all ? 1.0F : 0.0F);
    if (config.loss == "outputs") {
        addPieces(message, pairs, config);
    } else {
        addWhole(message, pairs, all);
    }
    // With the loss on the last answer the released code adds no end-of-text token.
    text.endToken = config.loss != "label";
    text.beginWeight = text.endWeight = all ? 1.0F : 0.0F;
    return text;
}

PromptText questionText(const TextForm& form, const std::vector<Example>& pairs, const Value& query,
                        const std::string& cue) {
    PromptText text;
    TextMessage& message = text.messages.emplace_back();
    message.add(headOf(form), TextRole::Instruction);
    for (const Example& pair : pairs) {
        message.add(questionOf(pair.input), TextRole::Question);
        message.add(" " + textOf(pair.output), TextRole::Answer);
        message.add("\n\n", TextRole::Separator);
    }
    message.add(questionOf(query) + cue, TextRole::Question);
    return text;
}

bool isInteger(const std::string& text) {
    const size_t digits = text.starts_with('-') ? 1 : 0;
    return text.size() > digits &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(digits), text.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

// What the answer is made of in "...: List: pear apple" and "... Input: [ [".
std::string lastPartOf(const std::string& query) {
    const size_t line = query.find_last_of('\n');
    const std::string last = line == std::string::npos ? query : query.substr(line + 1);
    const size_t colon = last.rfind(": ");
    return colon == std::string::npos ? last : last.substr(colon + 2);
}

// A number with room for one digit more than those shown; signed where one of them is.
std::string longestNumber(const std::vector<std::string>& shown) {
    if (shown.empty()) return "-99999";
    size_t digits = 2;
    bool isSigned = false;
    for (const std::string& number : shown) {
        isSigned = isSigned || number[0] == '-';
        digits = std::max(digits, number.size() + 1 - (number[0] == '-' ? 1 : 0));
    }
    return (isSigned ? "-" : "") + std::string(digits, '9');
}

// Of the task's reasoned examples those that are not the question itself.
std::vector<Example> reasonedPairs(const Prompt& prompt) {
    std::vector<Example> pairs;
    for (const ReasonedExample& example : prompt.form.reasoned) {
        if (isSameText(example.question, textOf(prompt.query))) continue;
        pairs.push_back({example.question, example.reasoning});
    }
    return pairs;
}

std::vector<Example> withConclusions(std::vector<Example> pairs) {
    for (Example& pair : pairs) pair.output = kConclusion + textOf(pair.output) + ".";
    return pairs;
}

} // namespace

PromptText FewShotFormat::training(const Episode& episode, const AdaptConfig& config) const {
    return trainingText(episode.form, pairsOf(episode), config);
}

PromptText FewShotFormat::question(const Prompt& prompt) const {
    return questionText(prompt.form, prompt.demonstrations, prompt.query, {});
}

std::string FewShotFormat::answerText(const Value& answer) const { return " " + textOf(answer); }

std::vector<std::string> FewShotFormat::longestAnswers(const Prompt& prompt) const {
    const TextForm& form = prompt.form;
    std::vector<std::string> answers;
    std::vector<std::string> numbers;
    for (const Example& pair : prompt.demonstrations) {
        answers.push_back(textOf(pair.output));
        if (isInteger(answers.back())) numbers.push_back(answers.back());
    }
    if (form.answer == AnswerKind::Letter) {
        for (int i = 0; i < std::max(form.choices, 1); ++i) {
            answers.push_back(std::string("(") + static_cast<char>('A' + i % 26) + ")");
        }
    } else if (form.answer == AnswerKind::Text) {
        answers.push_back(textOf(prompt.query));
    } else if (form.answer != AnswerKind::Word) {
        answers.push_back(lastPartOf(textOf(prompt.query)));
    } else {
        const std::vector<std::string> words = quotedWords(form.answerFormat);
        answers.insert(answers.end(), words.begin(), words.end());
        if (words.empty() && numbers.size() == prompt.demonstrations.size()) {
            answers.push_back(longestNumber(numbers));
        }
    }
    for (std::string& answer : answers) answer = answerText(answer);
    return answers;
}

std::vector<std::string> FewShotFormat::stops() const { return {"\nQ:"}; }

std::optional<Value> FewShotFormat::readAnswer(const std::string& raw, const TextForm& form) const {
    return extractAnswer(raw, form.answer);
}

PromptText ChainOfThoughtFormat::training(const Episode& episode, const AdaptConfig& config) const {
    return trainingText(episode.form, withConclusions(pairsOf(episode)), config);
}

PromptText ChainOfThoughtFormat::question(const Prompt& prompt) const {
    const bool reasoned = !prompt.form.reasoned.empty() && !prompt.demonstrations.empty();
    TextForm form = prompt.form;
    if (reasoned) form.answerFormat.clear(); // it asks for the answer alone
    return questionText(form,
                        reasoned ? reasonedPairs(prompt) : withConclusions(prompt.demonstrations),
                        prompt.query, kReasoningCue);
}

std::string ChainOfThoughtFormat::answerText(const Value& answer) const {
    return std::string(" ") + kConclusion + textOf(answer) + ".";
}

std::optional<Value> ChainOfThoughtFormat::readAnswer(const std::string& raw,
                                                      const TextForm& form) const {
    const std::string mark = "the answer is";
    const std::string text = strippedText(raw);
    // ASCII only, so that places in `lower` are places in `text`.
    std::string lower = text;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const size_t found = lower.rfind(mark);
    std::string last;
    if (found != std::string::npos) {
        last = text.substr(found + mark.size());
        if (last.starts_with(':')) last.erase(0, 1);
    } else {
        const size_t line = text.find_last_of('\n');
        last = line == std::string::npos ? text : text.substr(line + 1);
    }
    std::string answer = extractAnswer(last, form.answer);
    // The full stop of the sentence.
    const bool asItIs = form.answer == AnswerKind::Line || form.answer == AnswerKind::Text;
    if (asItIs && answer.ends_with('.')) answer.pop_back();
    return answer;
}

} // namespace ttt
