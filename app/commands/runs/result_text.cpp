#include "app/commands/runs/result_text.h"

#include "app/commands/command.h"
#include "app/commands/tasks/draw_grids.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace ttt {

using nlohmann::json;

namespace {

std::string verdict(const json& test) {
    if (!test.contains("correct")) return {};
    return test.at("correct").get<bool>() ? " (right)" : " (wrong)";
}

// An attempt as result.json has it: a grid or {raw, answer}.
std::optional<Value> attemptAt(const json& section, size_t test, size_t attempt) {
    const json& tests = section.at("tests");
    if (test >= tests.size() || attempt >= tests[test].at("attempts").size()) return std::nullopt;
    const json& value = tests[test].at("attempts")[attempt];
    return valueFromJson(value.is_object() ? value.at("answer") : value, "attempt");
}

std::string verdictAt(const json& section, size_t test) {
    const json& tests = section.at("tests");
    return test < tests.size() ? verdict(tests[test]) : std::string();
}

// Why a side has no attempt.
std::string missingAt(const json& section, size_t test, const char* side) {
    const json& tests = section.at("tests");
    if (test >= tests.size() || !tests[test].contains("missing")) return {};
    return std::string("no answer ") + side + ": " + tests[test].at("missing").get<std::string>() +
           "\n";
}

// What training did to the loss; nothing where nothing was trained.
std::string lossText(const json& loss) {
    if (!loss.at("first").is_number() || !loss.at("last").is_number()) return {};
    return ", loss " + numberText("%.3g", loss.at("first").get<double>()) + " to " +
           numberText("%.3g", loss.at("last").get<double>());
}

// Of a task of texts: what is right before and after, and by chance.
std::string accuracyText(const json& result) {
    std::string text;
    for (const auto& [key, name] :
         {std::pair{"without_ttt", "without TTT"}, std::pair{"with_ttt", "with TTT"}}) {
        if (!result.at(key).contains("accuracy")) continue;
        text += text.empty() ? "" : ", ";
        text += percentText(result.at(key).at("accuracy").get<double>()) + " right " + name;
    }
    if (text.empty()) return text;
    if (result.contains("random_guess")) {
        text += ", " + percentText(result.at("random_guess").get<double>()) + " by guessing";
    }
    return text + "\n";
}

} // namespace

std::string drawResult(const json& result, const FewShotTask& task, bool colour) {
    std::string text;
    const json& with = result.at("with_ttt");
    const json& without = result.at("without_ttt");
    for (size_t test = 0; test < task.queries.size(); ++test) {
        text += "test " + std::to_string(test) + ": with TTT" + verdictAt(with, test) +
                ", without" + verdictAt(without, test) + "\n" + missingAt(with, test, "with TTT") +
                missingAt(without, test, "without TTT");
        text += drawValues({{"first attempt", attemptAt(with, test, 0)},
                            {"second attempt", attemptAt(with, test, 1)},
                            {"true output", task.queries[test].output},
                            {"without TTT", attemptAt(without, test, 0)}},
                           colour) +
                "\n";
    }
    return text;
}

std::string resultText(const json& result, const FewShotTask& task, bool colour) {
    std::string text = drawResult(result, task, colour);
    text += result.at("status").get<std::string>() + " after " + result.at("steps").dump() +
            " steps, " + secondsText(result.at("seconds").at("total").get<double>()) +
            lossText(result.at("loss")) + ", at most " +
            std::to_string(result.at("peak_memory_bytes").get<int64_t>() / 1'000'000) + " MB\n" +
            (isGridTask(withoutAnswers(task)) ? std::string() : accuracyText(result)) +
            result.at("folder").get<std::string>() + "\n";
    return text;
}

std::vector<std::string> levelsInOrder(const json& byLevel) {
    std::vector<std::string> levels;
    for (const char* known : {"easy", "medium", "hard", "expert"}) {
        if (byLevel.contains(known)) levels.emplace_back(known);
    }
    for (const auto& [level, group] : byLevel.items()) {
        if (std::ranges::count(levels, level) == 0) levels.push_back(level);
    }
    return levels;
}

std::string pairedText(const json& summary) {
    const json& paired = summary.at("paired");
    if (paired.is_null()) return {};
    const json& interval = paired.at("interval_95");
    return "TTT gained " + paired.at("gained").dump() + " and lost " + paired.at("lost").dump() +
           " " + paired.at("of").get<std::string>() +
           " under the first seed, McNemar's exact p = " +
           numberText("%.3g", paired.at("mcnemar_exact_p").get<double>()) + "; difference " +
           percentText(paired.at("difference").get<double>()) + " (" +
           percentText(interval[0].get<double>()) + " to " +
           percentText(interval[1].get<double>()) + " at 95 %)\n";
}

} // namespace ttt
