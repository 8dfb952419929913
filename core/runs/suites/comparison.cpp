#include "core/runs/suites/comparison.h"

#include "core/runs/statistics.h"
#include "core/runs/suites/outcomes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

std::string verdictOf(const TaskOutcome& outcome) {
    if (!outcome.status) return "missing";
    if (*outcome.status != RunStatus::Done) return nameOf(*outcome.status);
    if (!outcome.withScore) return "unknown";
    if (outcome.withScore->solvedAtTwo) return "solved";
    return outcome.withScore->partialAtTwo > 0 ? "partial" : "wrong";
}

std::optional<std::string> verdictOf(const OutcomeTable& table, const std::string& id) {
    std::vector<std::string> verdicts;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.taskId == id) verdicts.push_back(verdictOf(outcome));
    }
    if (verdicts.empty()) return std::nullopt;
    if (std::ranges::adjacent_find(verdicts, std::ranges::not_equal_to()) == verdicts.end()) {
        return verdicts[0];
    }
    return std::to_string(std::ranges::count(verdicts, "solved")) + "/" +
           std::to_string(verdicts.size()) + " solved";
}

void addTask(Comparison& comparison, const std::vector<OutcomeTable>& tables,
             const std::string& id) {
    ComparedTask task{id, {}};
    for (const OutcomeTable& table : tables) task.verdicts.push_back(verdictOf(table, id));
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

// Rows of the table: a heading, the parameters, the tasks.
std::vector<std::vector<std::string>> rowsOf(const Comparison& comparison) {
    std::vector<std::vector<std::string>> rows{{""}};
    for (const auto& folder : comparison.folders) rows[0].push_back(folder.string());
    for (const FieldDifference& field : comparison.parameters) {
        rows.push_back({field.path});
        rows.back().insert(rows.back().end(), field.values.begin(), field.values.end());
    }
    for (const ComparedTask& task : comparison.tasks) {
        rows.push_back({task.id});
        for (const auto& verdict : task.verdicts) rows.back().push_back(verdict.value_or("-"));
    }
    return rows;
}

std::string replaced(const std::string& text, const std::map<char, std::string>& by) {
    std::string result;
    for (const char c : text) {
        const auto found = by.find(c);
        result += found == by.end() ? std::string(1, c) : found->second;
    }
    return result;
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) return text;
    return "\"" + replaced(text, {{'"', "\"\""}}) + "\"";
}

// Solved by one and not by the other, where there are two.
json pairedTest(const Comparison& comparison) {
    if (comparison.folders.size() != 2) return nullptr;
    json first = json::array();
    json second = json::array();
    for (const ComparedTask& task : comparison.tasks) {
        if (!task.verdicts[0] || !task.verdicts[1]) continue;
        const bool a = *task.verdicts[0] == "solved";
        const bool b = *task.verdicts[1] == "solved";
        if (a && !b) first.push_back(task.id);
        if (b && !a) second.push_back(task.id);
    }
    const double p =
        mcnemarExact(static_cast<int64_t>(first.size()), static_cast<int64_t>(second.size()));
    return {
        {"solved_only_by_first", first}, {"solved_only_by_second", second}, {"mcnemar_exact_p", p}};
}

} // namespace

Comparison compareFolders(const std::vector<std::filesystem::path>& folders) {
    Comparison comparison;
    comparison.folders = folders;
    std::vector<OutcomeTable> tables;
    std::vector<RunConfig> configs;
    for (const auto& folder : folders) {
        tables.push_back(readOutcomes(folder));
        configs.push_back(tables.back().config);
    }
    comparison.parameters = differingFields(configs);
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
                  {"paired", pairedTest(comparison)}};
    for (const auto& folder : comparison.folders) document["folders"].push_back(folder.string());
    for (const FieldDifference& field : comparison.parameters) {
        document["parameters"][field.path] = field.values;
    }
    for (const ComparedTask& task : comparison.tasks) {
        json verdicts = json::array();
        for (const auto& verdict : task.verdicts) {
            verdicts.push_back(verdict ? json(*verdict) : json(nullptr));
        }
        document["tasks"].push_back({{"id", task.id}, {"verdicts", std::move(verdicts)}});
    }
    for (const auto& folder : comparison.folders) {
        const auto found = comparison.onlyIn.find(folder.string());
        document["only_in"][folder.string()] =
            found == comparison.onlyIn.end() ? json::array() : json(found->second);
    }
    return document;
}

std::string toCsv(const Comparison& comparison) {
    std::string text;
    for (const auto& row : rowsOf(comparison)) {
        for (size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + csvCell(row[i]);
        text += "\n";
    }
    return text;
}

std::string toMarkdown(const Comparison& comparison) {
    std::string text;
    const auto rows = rowsOf(comparison);
    for (size_t r = 0; r < rows.size(); ++r) {
        for (const std::string& cell : rows[r]) {
            text += "| " + replaced(cell, {{'|', "\\|"}, {'\n', " "}}) + " ";
        }
        text += "|\n";
        if (r > 0) continue;
        for (size_t i = 0; i < rows[r].size(); ++i) text += "|---";
        text += "|\n";
    }
    return text;
}

std::string toHtml(const Comparison& comparison) {
    const std::map<char, std::string> entities{
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    std::string text =
        "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>Comparison of runs</title>\n"
        "<table>\n";
    const auto rows = rowsOf(comparison);
    for (size_t r = 0; r < rows.size(); ++r) {
        const std::string tag = r == 0 ? "th" : "td";
        text += "<tr>";
        for (const std::string& cell : rows[r]) {
            text += "<" + tag + ">" + replaced(cell, entities) + "</" + tag + ">";
        }
        text += "</tr>\n";
    }
    return text + "</table>\n";
}

} // namespace ttt
