#include "core/vote/vote.h"

#include "app/commands/all_commands.h"
#include "core/base/files.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>
#include <sstream>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    std::string file;
    std::string rule = "hierarchical";
    int attempts = 2;
};

std::vector<Candidate> candidatesOf(const json& line, const std::string& place) {
    std::vector<Candidate> candidates;
    for (const json& prediction : storedMember<json>(line, "predictions", place)) {
        const auto view = storedMember<std::string>(prediction, "view", place);
        for (const json& grid : storedMember<json>(prediction, "grids", place)) {
            Candidate candidate;
            candidate.view = view;
            candidate.viewIndex = static_cast<int>(candidates.size());
            candidate.answer = gridFromJson(grid, place + ":/predictions");
            candidates.push_back(std::move(candidate));
        }
    }
    return candidates;
}

int voteOnFile(CommandContext& context, const Options& options) {
    std::istringstream lines(readFile(options.file));
    std::string output; // printed when every line was good
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string place = options.file + ":" + std::to_string(number);
        const json document = parseJson(line, place);
        json attempts = json::array();
        for (const Value& attempt :
             vote(candidatesOf(document, place), options.rule, options.attempts)) {
            attempts.push_back(toJson(attempt));
        }
        output += json{{"task", storedMember<json>(document, "task", place)},
                       {"attempts", std::move(attempts)}}
                      .dump() +
                  "\n";
    }
    printText(context, output);
    return kExitDone;
}

} // namespace

void addVoteCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addCommand(app, context, "vote", "Candidates to attempts, as JSON Lines",
                   [options](CommandContext& c) { return voteOnFile(c, *options); });
    addOption(*command, "FILE", options->file,
              "JSON Lines: {task, predictions: [{view, grids: [grid, ...]}]}")
        .required();
    std::string rules;
    for (const VoteRule& rule : voteRules()) rules += (rules.empty() ? "" : ", ") + rule.name;
    addOption(*command, "--rule", options->rule, "One of " + rules).required();
    addOption(*command, "--attempts", options->attempts, "Attempts a task").between(1, 3);
}

} // namespace ttt
