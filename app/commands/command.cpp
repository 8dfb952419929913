#include "app/commands/command.h"

#include "core/base/files.h"
#include "core/base/model_files.h"
#include "core/config/config_json.h"
#include "core/synth/synth_set.h"
#include "core/synth/text/bbh_style_set.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/edit/edited_task.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string rangeText(const FieldInfo& info) {
    if (!std::isfinite(info.min) || !std::isfinite(info.max)) return {};
    std::string text = ", " + toText(info.min) + " to " + toText(info.max);
    if (!info.unit.empty()) text += " " + std::string(info.unit);
    return text;
}

// Every field of a config, for --help.
std::string fieldsText() {
    std::string text = "Config fields for --set, with their built-in values:\n";
    RunConfig config;
    for (const FieldRef& field : fieldsOf(config)) {
        text += "  " + field.path() + "=" + toText(field.value()) + "\n      " +
                std::string(field.info.help) + rangeText(field.info) + "\n";
    }
    return text;
}

void requireWritten(CommandContext& context) {
    context.out.flush();
    if (context.out) return;
    context.working = true;
    throw Error(ErrorKind::Io, "standard output", "cannot write");
}

} // namespace

TaskCatalog openCatalog(const CommandContext& context) {
    TaskCatalog catalog(defaultArcFolder(), resourceFolder() / "arc");
    catalog.setBbhFolder(bbhFolder(context.bbhFolder));
    catalog.add(synthSet());
    catalog.add(bbhStyleSet());
    catalog.add(editedSet(editedFolder()));
    return catalog;
}

FewShotTask findTask(CommandContext& context, const std::string& task) {
    FewShotTask found = openCatalog(context).find(task);
    if (found.id == task && !found.set.empty()) {
        context.err << "ttt: " << task << " is " << qualifiedId(found.set, found.id) << "\n";
    }
    return found;
}

std::vector<FewShotTask> selectTasks(CommandContext& context, TaskCatalog& catalog,
                                     const std::string& tasks) {
    LoadedTasks loaded = catalog.select(tasks);
    std::error_code ignored;
    // A list says what is wanted, so a wrong line is a mistake; a folder may hold other things.
    if (!loaded.problems.empty() && !fs::is_directory(tasks, ignored)) {
        throw Error(loaded.problems.front());
    }
    for (const Error& problem : loaded.problems) {
        context.err << "ttt: left out: " << problem.what() << "\n";
    }
    if (loaded.tasks.empty()) {
        throw Error(ErrorKind::BadInput, tasks, "found no task, expected at least one");
    }
    return std::move(loaded.tasks);
}

CLI::App* addCommand(CLI::App& app, CommandContext& context, const std::string& name,
                     const std::string& description, CommandAction action) {
    CLI::App* command = app.add_subcommand(name, description);
    addFlag(*command, "--json", context.json, "Print one JSON document");
    addOption(*command, "--bbh-dir", context.bbhFolder,
              "Folder with the task files of BIG-Bench Hard (default: TTT_BBH_DIR)");
    command->callback([&context, command, action = std::move(action)] {
        if (command->get_subcommands().empty()) context.action = action;
    });
    return command;
}

CLI::App* addComputingCommand(CLI::App& app, CommandContext& context, const std::string& name,
                              const std::string& description, CommandAction action) {
    CLI::App* command = addCommand(app, context, name, description, std::move(action));
    command->preparse_callback([&context](size_t) {
        if (context.beforeComputing) context.beforeComputing();
    });
    return command;
}

void addSeedsOption(CLI::App& command, std::vector<int64_t>& seeds) {
    addOption(command, "--seeds", seeds, "Seeds, separated by commas").separatedBy(',').repeated();
}

void addConfigOptions(CLI::App& command, ConfigOptions& options) {
    addOption(command, "--config", options.config,
              "Preset or JSON file (default: the preset standard)");
    addOption(command, "--model", options.model, "Model name, GGUF file or folder");
    addOption(command, "--seed", options.seed, "Seed of every random choice").once();
    addOption(command, "--set", options.settings, "A config field, as section.field=value")
        .repeated();
    command.footer(fieldsText());
}

RunConfig ConfigOptions::load(const std::string& preset) const {
    RunConfig loaded = loadConfig(config.empty() ? preset : config);
    if (!model.empty()) loaded.run.model = model;
    if (!seed.empty()) loaded.run.seed = seed.back();
    for (const std::string& setting : settings) applySetting(loaded, setting);
    return loaded;
}

RunConfig ConfigOptions::loadFor(const FewShotTask& task) const {
    if (isGridTask(withoutAnswers(task))) return load();
    RunConfig loaded = load("paper-bbh");
    const bool asked =
        !model.empty() || std::ranges::any_of(settings, [](const std::string& setting) {
            return setting.starts_with("run.model=");
        });
    if (!asked && loaded.run.model == ExecutionConfig{}.model) {
        loaded.run.model = knownLanguageModels().front().name;
    }
    return loaded;
}

void printJson(CommandContext& context, const json& document) {
    context.out << document.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
    requireWritten(context);
}

void printText(CommandContext& context, const std::string& text) {
    context.out << text;
    requireWritten(context);
}

void printList(CommandContext& context, const nlohmann::json& list,
               const std::vector<std::vector<std::string>>& rows) {
    if (context.json) {
        printJson(context, list);
    } else {
        printText(context, tableText(rows));
    }
}

json toJson(const Example& example) {
    return {{"input", toJson(example.input)}, {"output", toJson(example.output)}};
}

std::string numberText(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string percentText(double share) { return numberText("%.1f %%", 100 * share); }

std::string secondsText(double seconds) {
    if (seconds < 120) return numberText("%.1f s", seconds);
    const auto whole = static_cast<int64_t>(seconds);
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

std::string tableText(const std::vector<std::vector<std::string>>& rows) {
    std::vector<size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

} // namespace ttt
