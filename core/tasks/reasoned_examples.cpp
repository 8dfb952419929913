#include "core/tasks/reasoned_examples.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/utf8.h"
#include "core/tasks/arc_json.h"
#include "core/tasks/text_answers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

constexpr size_t kMostBytes = size_t{1} << 20;
constexpr std::string_view kQuestion = "Q:";
constexpr std::string_view kAnswer = "A:";

struct Pair {
    size_t line = 0; // of its question
    std::string question;
    std::string reasoning;
};

ReasonedExample finished(const Pair& pair, const std::string& place) {
    const std::string at = place + ":" + std::to_string(pair.line);
    ReasonedExample example{strippedText(pair.question), strippedText(pair.reasoning)};
    if (example.question.empty()) {
        throw Error(ErrorKind::BadInput, at, "found \"Q:\" without a question");
    }
    if (example.reasoning.empty()) {
        throw Error(ErrorKind::BadInput, at,
                    "found a question without an answer, expected a line that begins with \"A:\"");
    }
    return example;
}

} // namespace

std::vector<ReasonedExample> reasonedExamplesFrom(std::string_view text, const std::string& place) {
    requireUtf8(text, place);
    std::vector<Pair> pairs;
    bool isAnswer = false;
    size_t number = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        ++number;
        if (line.starts_with(kQuestion)) {
            pairs.push_back({number, {}, {}});
            isAnswer = false;
            line.remove_prefix(kQuestion.size());
        } else if (line.starts_with(kAnswer) && !isAnswer && !pairs.empty()) {
            isAnswer = true;
            line.remove_prefix(kAnswer.size());
        }
        if (pairs.empty()) continue; // the introduction
        std::string& part = isAnswer ? pairs.back().reasoning : pairs.back().question;
        part.append(line).push_back('\n');
    }
    if (pairs.empty()) {
        throw Error(ErrorKind::BadInput, place,
                    "found no line that begins with \"Q:\", expected questions and answers");
    }
    std::vector<ReasonedExample> examples;
    for (const Pair& pair : pairs) examples.push_back(finished(pair, place));
    return examples;
}

std::vector<ReasonedExample> loadReasonedExamples(const std::filesystem::path& path) {
    return reasonedExamplesFrom(readFile(path, kMostBytes), path.string());
}

json toJson(const std::vector<ReasonedExample>& examples) {
    json list = json::array();
    for (const ReasonedExample& example : examples) {
        list.push_back({{"question", example.question}, {"reasoning", example.reasoning}});
    }
    return list;
}

std::vector<ReasonedExample> reasonedExamplesFromJson(const json& list, const std::string& place) {
    if (!list.is_array()) {
        throw Error(ErrorKind::BadInput, place,
                    std::string("found a value of type ") + list.type_name() +
                        ", expected a list of objects with \"question\" and \"reasoning\"");
    }
    std::vector<ReasonedExample> examples;
    for (const json& example : list) {
        examples.push_back(
            {stringMember(example, "question", place), stringMember(example, "reasoning", place)});
    }
    return examples;
}

} // namespace ttt
