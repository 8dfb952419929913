#include "core/tasks/text_options.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int kMostLetters = 26;

std::vector<std::string> lettersIn(const std::string& question) {
    std::vector<std::string> letters;
    for (int i = 0; i < kMostLetters; ++i) {
        const std::string letter = std::string("(") + static_cast<char>('A' + i) + ")";
        if (question.find(letter) == std::string::npos) break;
        letters.push_back(letter);
    }
    return letters;
}

std::vector<std::string> distinctAnswers(const std::vector<Example>& demonstrations) {
    std::vector<std::string> answers;
    for (const Example& shown : demonstrations) {
        const std::string* text = std::get_if<std::string>(&shown.output);
        if (text != nullptr && std::ranges::count(answers, *text) == 0) answers.push_back(*text);
    }
    std::ranges::sort(answers);
    return answers;
}

} // namespace

std::vector<std::string> quotedWords(const std::string& text) {
    std::vector<std::string> words;
    for (size_t open = text.find('\''); open != std::string::npos;) {
        const size_t close = text.find('\'', open + 1);
        if (close == std::string::npos) break;
        words.push_back(text.substr(open + 1, close - open - 1));
        open = text.find('\'', close + 1);
    }
    return words;
}

std::vector<std::string> optionsOf(const TextForm& form, const std::vector<Example>& demonstrations,
                                   const Value& question) {
    const std::string* text = std::get_if<std::string>(&question);
    if (text == nullptr || form.answer == AnswerKind::Sequence) return {};
    std::vector<std::string> options;
    if (form.answer == AnswerKind::Letter) {
        options = lettersIn(*text);
    } else if (form.choices > 0) {
        options = quotedWords(form.answerFormat);
        if (options.empty()) options = distinctAnswers(demonstrations);
    }
    return options.size() < 2 ? std::vector<std::string>() : options;
}

std::vector<double> sharesOf(const std::vector<double>& logProbabilities) {
    if (logProbabilities.empty()) return {};
    const double most = *std::ranges::max_element(logProbabilities);
    std::vector<double> shares;
    double sum = 0;
    for (const double log : logProbabilities) {
        shares.push_back(std::exp(log - most));
        sum += shares.back();
    }
    for (double& share : shares) share /= sum;
    return shares;
}

} // namespace ttt
