#include "core/runs/suites/comparison.h"

#include "core/base/optional_json.h"
#include "core/runs/suites/outcomes.h"
#include "core/runs/suites/paired.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

std::string verdictOf(const TaskOutcome& outcome) {
    if (!outcome.status) return "missing";
    if (*outcome.status != RunStatus::Done) return nameOf(*outcome.status);
    const std::optional<StoredScore>& score = outcome.score();
    if (!score) return "unknown";
    if (score->solvedAtTwo) return "solved";
    return score->partialAtTwo > 0 ? "partial" : "wrong";
}

// "48 % right" of all questions of the runs.
std::string shareRight(const std::vector<const TaskOutcome*>& runs) {
    int64_t right = 0;
    int64_t asked = 0;
    for (const TaskOutcome* run : runs) {
        right += std::ranges::count_if(
            run->questions, [run](const AnsweredQuestion& one) { return run->hasRight(one); });
        asked += std::ssize(run->questions);
    }
    const double share = static_cast<double>(right) / static_cast<double>(asked);
    return std::to_string(std::lround(100 * share)) + " % right";
}

std::optional<std::string> verdictOf(const OutcomeTable& table, const std::string& id) {
    std::vector<std::string> verdicts;
    std::vector<const TaskOutcome*> withQuestions;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.taskId != id) continue;
        verdicts.push_back(verdictOf(outcome));
        if (outcome.status == RunStatus::Done && !outcome.questions.empty()) {
            withQuestions.push_back(&outcome);
        }
    }
    if (verdicts.empty()) return std::nullopt;
    if (!withQuestions.empty()) return shareRight(withQuestions);
    if (std::ranges::adjacent_find(verdicts, std::ranges::not_equal_to()) == verdicts.end()) {
        return verdicts[0];
    }
    return std::to_string(std::ranges::count(verdicts, "solved")) + "/" +
           std::to_string(verdicts.size()) + " solved";
}

std::vector<std::filesystem::path> runsOf(const OutcomeTable& table, const std::string& id) {
    std::vector<std::filesystem::path> runs;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.taskId == id && outcome.status) runs.push_back(outcome.runFolder);
    }
    return runs;
}

std::map<std::string, bool> questionsOf(const OutcomeTable& table, const std::string& id) {
    std::map<std::string, bool> questions;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.taskId != id || !outcome.status) continue;
        for (const AnsweredQuestion& asked : outcome.questions) {
            const bool right = outcome.hasRight(asked);
            const auto [place, first] = questions.emplace(asked.question, right);
            if (!first) place->second = place->second && right;
        }
    }
    return questions;
}

void addTask(Comparison& comparison, const std::vector<OutcomeTable>& tables,
             const std::string& id) {
    ComparedTask task{id, {}, {}};
    for (const OutcomeTable& table : tables) {
        task.verdicts.push_back(verdictOf(table, id));
        task.runs.push_back(runsOf(table, id));
        task.questions.push_back(questionsOf(table, id));
    }
    const auto present = std::ranges::count_if(
        task.verdicts, [](const std::optional<std::string>& v) { return v.has_value(); });
    if (present == 1 && tables.size() > 1) {
        for (size_t i = 0; i < tables.size(); ++i) {
            if (task.verdicts[i]) {
                comparison.onlyIn[comparison.folders[i].string()].push_back(id);
            }
        }
    }
    comparison.tasks.push_back(std::move(task));
}

} // namespace

Comparison compareFolders(const std::vector<std::filesystem::path>& folders) {
    Comparison comparison;
    comparison.folders = folders;
    std::vector<OutcomeTable> tables;
    for (const auto& folder : folders) {
        tables.push_back(readOutcomes(folder));
        comparison.configs.push_back(tables.back().config);
    }
    comparison.parameters = differingFields(comparison.configs);
    std::vector<std::string> ids;
    for (const OutcomeTable& table : tables) {
        for (const std::string& id : table.taskIds) {
            if (std::ranges::count(ids, id) == 0) ids.push_back(id);
        }
    }
    for (const std::string& id : ids) addTask(comparison, tables, id);
    return comparison;
}

json toJson(const Comparison& comparison) {
    json document{{"folders", json::array()},
                  {"parameters", json::object()},
                  {"tasks", json::array()},
                  {"only_in", json::object()},
                  {"paired", nullptr}};
    if (comparison.folders.size() == 2) {
        document["paired"] = toJson(pairedComparison(comparison, 0, 1));
    }
    for (const auto& folder : comparison.folders) document["folders"].push_back(folder.string());
    for (const FieldDifference& field : comparison.parameters) {
        document["parameters"][field.path] = field.values;
    }
    for (const ComparedTask& task : comparison.tasks) {
        json verdicts = json::array();
        for (const auto& verdict : task.verdicts) verdicts.push_back(jsonOrNull(verdict));
        document["tasks"].push_back({{"id", task.id}, {"verdicts", std::move(verdicts)}});
    }
    for (const auto& folder : comparison.folders) {
        const auto found = comparison.onlyIn.find(folder.string());
        document["only_in"][folder.string()] =
            found == comparison.onlyIn.end() ? json::array() : json(found->second);
    }
    return document;
}

namespace {

// Shares and the exact test of each folder against the first.
void addStatistics(TextTable& rows, const Comparison& comparison) {
    std::vector<PairedComparison> own; // each with itself
    for (size_t i = 0; i < comparison.folders.size(); ++i) {
        own.push_back(pairedComparison(comparison, i, i, false));
    }
    const bool questions = std::ranges::any_of(own, &PairedComparison::ofQuestions);
    const std::string solved = questions ? "questions right" : "solved";
    TextTable statistics{{solved},
                         {solved + ", 95 % interval"},
                         {solved + " here and not by the first"},
                         {solved + " by the first and not here"},
                         {"McNemar's exact p against the first"}};
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.4g", value);
        return std::string(text);
    };
    for (size_t i = 0; i < comparison.folders.size(); ++i) {
        const PairedComparison pair = pairedComparison(comparison, 0, i, false);
        statistics[0].push_back(std::to_string(own[i].both) + "/" + std::to_string(own[i].pairs));
        statistics[1].push_back(number(own[i].firstShare.low) + " to " +
                                number(own[i].firstShare.high));
        statistics[2].push_back(i == 0 ? "-" : std::to_string(pair.onlySecond.size()));
        statistics[3].push_back(i == 0 ? "-" : std::to_string(pair.onlyFirst.size()));
        statistics[4].push_back(i == 0 ? "-" : number(pair.mcnemarP));
    }
    rows.insert(rows.end(), statistics.begin(), statistics.end());
}

} // namespace

TextTable tableOf(const Comparison& comparison) {
    TextTable rows{{""}};
    for (const auto& folder : comparison.folders) rows[0].push_back(folder.string());
    for (const FieldDifference& field : comparison.parameters) {
        rows.push_back({field.path});
        rows.back().insert(rows.back().end(), field.values.begin(), field.values.end());
    }
    addStatistics(rows, comparison);
    for (const ComparedTask& task : comparison.tasks) {
        rows.push_back({task.id});
        for (const auto& verdict : task.verdicts) rows.back().push_back(verdict.value_or("-"));
    }
    return rows;
}

std::string toCsv(const Comparison& comparison) { return toCsv(tableOf(comparison)); }

std::string toMarkdown(const Comparison& comparison) { return toMarkdown(tableOf(comparison)); }

std::string toHtml(const Comparison& comparison) {
    return toHtml(tableOf(comparison), "Comparison of runs");
}

std::string toLatex(const Comparison& comparison) { return toLatex(tableOf(comparison)); }

} // namespace ttt
