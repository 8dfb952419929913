#include "app/commands/all_commands.h"
#include "core/runs/suites/asked_task.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    std::string task;
    size_t episode = 0;
    ConfigOptions config;
};

std::string tokensTable(const TokenInspection& tokens) {
    std::vector<std::vector<std::string>> rows{{"index", "id", "piece", "loss", "position"}};
    for (size_t i = 0; i < tokens.ids.size(); ++i) {
        std::string position;
        if (i < tokens.positions.size()) {
            for (const int axis : tokens.positions[i]) {
                position += (position.empty() ? "" : " ") + std::to_string(axis);
            }
        }
        rows.push_back({std::to_string(i), std::to_string(tokens.ids[i]), tokens.pieces.at(i),
                        toText(FieldValue(static_cast<double>(tokens.lossMask.at(i)))), position});
    }
    return tableText(rows);
}

int inspectTokens(CommandContext& context, const Options& options) {
    const FewShotTask found = findTask(context, options.task);
    const RunConfig config = options.config.loadFor(found);
    const FewShotTask task = askedTask(found, config);
    const auto engine = context.makeEngine();
    requireValidConfig(config, engine->choices());
    const EpisodePreview preview = engine->previewEpisodes(withoutAnswers(task), config);
    if (options.episode >= preview.episodes.size()) {
        throw Error(ErrorKind::BadInput, "--episode",
                    "found " + std::to_string(options.episode) + ", but there are " +
                        std::to_string(preview.episodes.size()) + " episodes, counted from 0");
    }
    const TokenInspection tokens = engine->inspect(preview.episodes[options.episode], config);
    if (!context.json) {
        printText(context, tokensTable(tokens));
        return kExitDone;
    }
    json document{{"ids", tokens.ids}, {"pieces", tokens.pieces}, {"loss_mask", tokens.lossMask}};
    if (!tokens.positions.empty()) document["positions"] = tokens.positions;
    printJson(context, document);
    return kExitDone;
}

} // namespace

void addInspectCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addCommand(app, context, "inspect", "The tokens of a training episode",
                   [options](CommandContext& c) { return inspectTokens(c, *options); });
    addOption(*command, "TASK", options->task, "SET:ID, a bare id, or a task file").required();
    addOption(*command, "--episode", options->episode, "Which episode, from 0").between(0, 1000000);
    addConfigOptions(*command, options->config);
}

} // namespace ttt
