#include "app/commands/all_commands.h"
#include "app/commands/runs/result_text.h"
#include "core/runs/suites/summary.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

using Rows = std::vector<std::vector<std::string>>;

void addRow(Rows& rows, const std::string& name, const json& section) {
    if (section.is_null()) return;
    if (rows.front().size() == 2) {
        rows.push_back({name, percentText(section.at("accuracy").get<double>())});
        return;
    }
    rows.push_back({name, section.at("solved").dump() + " of " + section.at("tasks").dump(),
                    percentText(section.at("pass_at_1").get<double>()),
                    percentText(section.at("pass_at_2").get<double>()),
                    percentText(section.at("partial").get<double>())});
}

int score(CommandContext& context, const std::string& folder) {
    const json summary = scoreSummary(readOutcomes(folder));
    if (context.json) {
        printJson(context, summary);
        return kExitDone;
    }
    Rows rows{{"", "solved", "pass@1", "pass@2", "partial"}};
    if (summary.at("measure") == "accuracy") rows = {{"", "accuracy"}};
    addRow(rows, "without TTT", summary.at("without_ttt"));
    const bool trained = summary.at("trained").get<bool>();
    if (trained) addRow(rows, "with TTT", summary);
    for (const auto& [level, section] : summary.at("by_level").items()) {
        addRow(rows, (trained ? "with TTT, " : "without TTT, ") + level, section);
    }
    printText(context, tableText(rows) + pairedText(summary) + "Of " + summary.at("tasks").dump() +
                           " tasks with known answers, run or not.\n");
    return kExitDone;
}

} // namespace

void addScoreCommand(CLI::App& app, CommandContext& context) {
    const auto folder = std::make_shared<std::string>();
    CLI::App* command = addCommand(app, context, "score", "Scores of a suite or run folder",
                                   [folder](CommandContext& c) { return score(c, *folder); });
    command->add_option("FOLDER", *folder, "A suite or run folder")->required();
}

} // namespace ttt
