#include "app/commands/all_commands.h"
#include "core/base/optional_json.h"
#include "core/synth/open_answers.h"
#include "core/synth/synth_set.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    std::string family;
    uint64_t seed = 0;
    int count = 0;
    int openAnswers = 0; // episodes of each family, of which open ones are counted
    SynthLimits limits;
};

int listFamilies(CommandContext& context) {
    json list = json::array();
    std::vector<std::vector<std::string>> rows{
        {"name", "group", "variants", "open answers", "description"}};
    const OpenAnswers stated = statedOpenAnswers();
    for (const RuleFamily& family : ruleFamilies()) {
        const std::optional<double> open = stated.shareOf(family.name);
        list.push_back({{"name", family.name},
                        {"group", family.group},
                        {"variants", family.variants},
                        {"held_out", family.heldOut},
                        {"open_answers", jsonOrNull(open)},
                        {"description", family.description}});
        rows.push_back({family.name, family.group, std::to_string(family.variants),
                        open ? percentText(*open) : "-", family.description});
    }
    printList(context, list, rows);
    return kExitDone;
}

int countOpenAnswers(CommandContext& context, const Options& options) {
    const OpenAnswers measured =
        options.family.empty()
            ? measureOpenAnswers(ruleFamilies(), options.openAnswers)
            : measureOpenAnswers({&findFamily(options.family), 1}, options.openAnswers);
    std::vector<std::vector<std::string>> rows{{"family"}};
    for (const int side : kOpenAnswerSides) {
        rows[0].push_back("sides to " + std::to_string(side));
    }
    for (const auto& [family, counts] : measured.open) {
        rows.push_back({family});
        for (const int count : counts) {
            rows.back().push_back(percentText(static_cast<double>(count) / measured.episodes));
        }
    }
    if (context.json)
        printJson(context, toJson(measured));
    else
        printText(context, tableText(rows));
    return kExitDone;
}

int drawEpisodes(CommandContext& context, const Options& options) {
    json episodes = json::array();
    const auto families = ruleFamilies();
    for (int i = 0; i < std::max(options.count, 1); ++i) {
        const auto index = static_cast<size_t>(i);
        const RuleFamily& family =
            options.family.empty() ? families[index % families.size()] : findFamily(options.family);
        json episode = toArcJson(numberedEpisode(family, options.seed, index, options.limits));
        episode["family"] = family.name;
        episodes.push_back(std::move(episode));
    }
    printJson(context, episodes);
    return kExitDone;
}

int synth(CommandContext& context, const Options& options) {
    if (options.openAnswers > 0) return countOpenAnswers(context, options);
    const bool wantsEpisodes = !options.family.empty() || options.count > 0;
    return wantsEpisodes ? drawEpisodes(context, options) : listFamilies(context);
}

} // namespace

void addSynthCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addCommand(app, context, "synth", "List rule families, or draw episodes of them",
                   [options](CommandContext& c) { return synth(c, *options); });
    addOption(*command, "--family", options->family, "Draw episodes of this family");
    CommandOption open = addOption(*command, "--open-answers", options->openAnswers,
                                   "Count in as many episodes of each family how often another "
                                   "rule would explain the demonstrations and answer otherwise");
    open.between(1, 100000);
    addOption(*command, "--seed", options->seed, "Seed of the episodes")
        .between(int64_t{0}, kMostSeed)
        .notWith(open);
    addOption(*command, "--count", options->count, "How many episodes")
        .between(1, 100000)
        .notWith(open);
    addOption(*command, "--max-side", options->limits.maxSide, "Longest side of a grid")
        .between(kLeastSynthSide, kMaxSide)
        .notWith(open);
    addOption(*command, "--difficulty", options->limits.difficulty, "0 to 1")
        .between(0.0, 1.0)
        .notWith(open);
}

} // namespace ttt
