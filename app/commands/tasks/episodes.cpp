#include "app/commands/all_commands.h"
#include "core/runs/suites/asked_task.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    std::string task;
    ConfigOptions config;
};

json toJson(const EpisodeCounts& counts) {
    return {{"tasks", counts.tasks},
            {"augmented", counts.augmented},
            {"permuted", counts.permuted},
            {"within_tokens", counts.withinTokens}};
}

json toJson(const Episode& episode, int64_t tokens) {
    json demonstrations = json::array();
    for (const Example& example : episode.demonstrations) {
        demonstrations.push_back(ttt::toJson(example));
    }
    return {{"transform", episode.provenance.transform},
            {"colours", episode.provenance.colours},
            {"order", episode.provenance.order},
            {"left_out", episode.provenance.leftOut},
            {"demonstrations", std::move(demonstrations)},
            {"query", ttt::toJson(episode.query)},
            {"tokens", tokens}};
}

std::string countsLine(const char* name, const EpisodeCounts& counts) {
    return std::string(name) + ": " + std::to_string(counts.tasks) + " tasks, " +
           std::to_string(counts.augmented) + " augmented, " + std::to_string(counts.permuted) +
           " permuted, " + std::to_string(counts.withinTokens) + " within the token limit\n";
}

json toJson(const CostEstimate& cost) {
    return {{"steps", cost.steps},
            {"tokens_per_step", cost.tokensPerStep},
            {"memory_bytes", cost.memoryBytes},
            {"seconds", cost.seconds > 0 ? json(cost.seconds) : json()}};
}

std::string costLine(const CostEstimate& cost) {
    if (cost.steps == 0) return "nothing is trained\n";
    return std::to_string(cost.steps) + " steps of " + std::to_string(cost.tokensPerStep) +
           " tokens, about " + std::to_string(cost.memoryBytes / 1'000'000) + " MB" +
           (cost.seconds > 0 ? ", about " + secondsText(cost.seconds) : "") + "\n";
}

int showEpisodes(CommandContext& context, const Options& options) {
    const FewShotTask found = findTask(context, options.task);
    const RunConfig config = options.config.loadFor(found);
    const FewShotTask task = askedTask(found, config);
    const auto engine = context.makeEngine();
    requireValidConfig(config, engine->choices());
    const EpisodePreview preview = engine->previewEpisodes(withoutAnswers(task), config);
    const CostEstimate cost = engine->estimateCost(withoutAnswers(task), config);
    if (!context.json) {
        printText(context, countsLine("leave-one-out", preview.leaveOne) +
                               countsLine("leave-two-out", preview.leaveTwo) +
                               std::to_string(preview.final) + " episodes\n" + costLine(cost));
        return kExitDone;
    }
    json episodes = json::array();
    for (size_t i = 0; i < preview.episodes.size(); ++i) {
        episodes.push_back(toJson(preview.episodes[i], preview.tokens.at(i)));
    }
    printJson(context, {{"counts",
                         {{"leave_one", toJson(preview.leaveOne)},
                          {"leave_two", toJson(preview.leaveTwo)},
                          {"final", preview.final}}},
                        {"cost", toJson(cost)},
                        {"episodes", std::move(episodes)}});
    return kExitDone;
}

} // namespace

void addEpisodesCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = addCommand(
        app, context, "episodes", "What training will see of a task, and what the run will cost",
        [options](CommandContext& c) { return showEpisodes(c, *options); });
    addOption(*command, "TASK", options->task, "SET:ID, a bare id, or a task file").required();
    addConfigOptions(*command, options->config);
}

} // namespace ttt
