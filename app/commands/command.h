// What the commands of `ttt` share: the context that they run in, their common options, and how
// they print. Each command is one file that adds itself to the parser and leaves an action; run_cli
// runs it. Nothing here knows torch, so that tests drive the commands with a scripted engine.
#pragma once

#include "app/commands/options.h"
#include "core/api/engine.h"
#include "core/tasks/data_sets.h"

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <stop_token>
#include <string>
#include <vector>

namespace ttt {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitBadUsage = 2;
inline constexpr int kExitInterrupted = 130;

// Of every --seed.
inline constexpr int64_t kMostSeed = 4294967295;

struct CommandContext;
using CommandAction = std::function<int(CommandContext&)>;
using CommandAdder = void (*)(CLI::App&, CommandContext&);

struct CommandContext {
    std::function<std::unique_ptr<Engine>()> makeEngine;
    std::ostream& out;
    std::ostream& err;
    std::stop_token stop = {};
    bool colourOut = false;               // out is a terminal that shows colours
    bool barOnErr = false;                // err is a terminal
    std::vector<CommandAdder> extra = {}; // commands that need more than the Engine interface
    std::function<void()> beforeComputing = {};

    // Set while parsing and running.
    std::vector<std::string> arguments = {}; // from the program's name on
    bool json = false;
    std::string bbhFolder = {};
    CommandAction action = {};
    bool working = false; // from here on a failure is no longer bad usage
};

// The default sets and facts, the BBH folder, and the sets that are made.
TaskCatalog openCatalog(const CommandContext& context);
// catalog.find; says on err which set a bare id was found in.
FewShotTask findTask(CommandContext& context, const std::string& task);
// catalog.select; lists bad files of a folder on err and goes on with the rest.
std::vector<FewShotTask> selectTasks(CommandContext& context, TaskCatalog& catalog,
                                     const std::string& tasks);

// A subcommand with --json, --bbh-dir and --help, and the action that it stands for unless one of
// its own subcommands is given.
CLI::App* addCommand(CLI::App& app, CommandContext& context, const std::string& name,
                     const std::string& description, CommandAction action);
// The same for a command that trains or decodes: context.beforeComputing is called as soon as its
// name has been read.
CLI::App* addComputingCommand(CLI::App& app, CommandContext& context, const std::string& name,
                              const std::string& description, CommandAction action);

// --config, --model, --seed and --set, which all commands that read a config take.
struct ConfigOptions {
    std::string config;
    std::string model;
    std::vector<int64_t> seed; // at most one
    std::vector<std::string> settings;

    // `preset` where none is given.
    RunConfig load(const std::string& preset = "standard") const;
    // For tasks of texts with the preset paper-bbh and the first language model where nothing says
    // otherwise.
    RunConfig loadFor(const FewShotTask& task) const;
};
void addConfigOptions(CLI::App& command, ConfigOptions& options);
// --seeds A,B,C of commands that run tasks several times.
void addSeedsOption(CLI::App& command, std::vector<int64_t>& seeds);

// One document and a newline. Io if the stream does not take it.
void printJson(CommandContext& context, const nlohmann::json& document);
void printText(CommandContext& context, const std::string& text);
// With --json the list, else the rows as a table.
void printList(CommandContext& context, const nlohmann::json& list,
               const std::vector<std::vector<std::string>>& rows);

nlohmann::json toJson(const Example& example);

// One number by a printf format for a double.
std::string numberText(const char* format, double value);
// 0.421 to "42.1 %".
std::string percentText(double share);
// "12.3 s", "4 min 10 s".
std::string secondsText(double seconds);
// Columns padded to their longest cell.
std::string tableText(const std::vector<std::vector<std::string>>& rows);

} // namespace ttt
