#include "app/commands/all_commands.h"
#include "app/commands/runs/result_text.h"
#include "core/runs/scores.h"
#include "core/runs/suites/summary.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

using Row = std::vector<std::string>;

// texts: questions answered in words, of which the share that is right counts.
Row rowOf(const std::string& name, const json& section, bool texts) {
    const auto share = [&](const char* key) { return percentText(section.at(key).get<double>()); };
    if (texts) return {name, share("accuracy")};
    return {name, section.at("solved").dump() + " of " + section.at("tasks").dump(),
            share("pass_at_1"), share("pass_at_2"), share("partial")};
}

// What limits the solver: how the tests that are not right went wrong.
std::string missesText(const std::string& side, const json& tests) {
    const auto count = [&](TestVerdict verdict) { return tests.at(nameOf(verdict)).dump(); };
    return "Tests " + side + ": " + count(TestVerdict::Right) + " right; wrong " +
           count(TestVerdict::NotChosen) + " with the true output among the candidates, " +
           count(TestVerdict::WrongSize) + " of the wrong size, " +
           count(TestVerdict::FewCellsWrong) + " in at most " + percentText(kFewCells) +
           " of the cells, " + count(TestVerdict::ManyCellsWrong) + " in more.\n";
}

int score(CommandContext& context, const std::string& folder) {
    const json summary = scoreSummary(readOutcomes(folder));
    if (context.json) {
        printJson(context, summary);
        return kExitDone;
    }
    const bool texts = summary.at("measure") == "accuracy";
    const bool trained = summary.at("trained").get<bool>();
    const json& without = summary.at("without_ttt");
    std::vector<Row> rows{texts ? Row{"", "accuracy"}
                                : Row{"", "solved", "pass@1", "pass@2", "partial"}};
    if (!without.is_null()) rows.push_back(rowOf("without TTT", without, texts));
    if (trained) rows.push_back(rowOf("with TTT", summary, texts));
    const std::string side = trained ? "with TTT, " : "without TTT, ";
    for (const std::string& level : levelsInOrder(summary.at("by_level"))) {
        rows.push_back(rowOf(side + level, summary.at("by_level").at(level), texts));
    }
    for (const auto& [size, section] : summary.at("by_size").items()) {
        rows.push_back(rowOf(side + "sides " + size, section, texts));
    }
    std::string misses;
    if (!texts && !without.is_null()) misses += missesText("without TTT", without.at("tests"));
    if (!texts && trained) misses += missesText("with TTT", summary.at("tests"));
    printText(context, tableText(rows) + misses + pairedText(summary) + "Of " +
                           summary.at("tasks").dump() + " tasks with known answers, run or not.\n");
    return kExitDone;
}

} // namespace

void addScoreCommand(CLI::App& app, CommandContext& context) {
    const auto folder = std::make_shared<std::string>();
    CLI::App* command = addCommand(app, context, "score", "Scores of a suite or run folder",
                                   [folder](CommandContext& c) { return score(c, *folder); });
    addOption(*command, "FOLDER", *folder, "A suite or run folder").required();
}

} // namespace ttt
