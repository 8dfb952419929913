#include "core/runs/suites/submission.h"

#include "app/commands/all_commands.h"

#include <nlohmann/json.hpp>

namespace ttt {

namespace {

struct Options {
    std::string folder;
    std::vector<int64_t> seed;
};

int printSubmission(CommandContext& context, const Options& options) {
    const OutcomeTable table = readOutcomes(options.folder);
    const int64_t seed = options.seed.empty() ? table.seeds.front() : options.seed.back();
    printJson(context, arcSubmission(table, seed));
    return kExitDone;
}

} // namespace

void addSubmissionCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addCommand(app, context, "submission", "The answers of a suite as an ARC submission",
                   [options](CommandContext& c) { return printSubmission(c, *options); });
    addOption(*command, "FOLDER", options->folder, "A suite or run folder").required();
    addOption(*command, "--seed", options->seed, "Which seed's runs (default: the first)").once();
}

} // namespace ttt
