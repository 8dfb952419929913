#include "app/commands/run_cli.h"

#include "app/commands/all_commands.h"
#include "core/runs/manifest_json.h"

#include <CLI/CLI.hpp>
#include <new>

namespace ttt {

namespace {

constexpr CommandAdder kCommands[] = {
    addTasksCommand,      addShowCommand,       addTransformsCommand, addAugmentCommand,
    addPromptCommand,     addExtractCommand,    addEpisodesCommand,   addInspectCommand,
    addRunCommand,        addSuiteCommand,      addSweepCommand,      addVoteCommand,
    addScoreCommand,      addSubmissionCommand, addDemoCommand,       addCompareCommand,
    addSynthCommand,      addDevicesCommand,    addModelsCommand,     addTokenizeCommand,
    addDetokenizeCommand, addLogitsCommand,     addGenerateCommand};

// Errors of what the user gave, as against those of what was then done with it.
bool isBadUsage(const Error& error, const CommandContext& context) {
    if (context.working) return false;
    switch (error.kind()) {
    case ErrorKind::BadInput:
    case ErrorKind::NotFound:
    case ErrorKind::Io:
        return true;
    default:
        return false;
    }
}

int parse(CLI::App& app, int argc, const char* const* argv, CommandContext& context) {
    try {
        app.parse(argc, argv);
        return kExitDone;
    } catch (const CLI::Success& request) { // --help, --version
        app.exit(request, context.out, context.err);
        return -1;
    } catch (const CLI::ParseError& problem) {
        context.err << "ttt: " << problem.what() << " (see ttt --help, or ttt COMMAND --help)\n";
        return kExitBadUsage;
    }
}

} // namespace

int runCli(int argc, const char* const* argv, CommandContext& context) {
    context.arguments.assign(argv, argv + argc);
    CLI::App app("Test-time training for few-shot tasks", "ttt");
    app.set_version_flag("--version", programVersion() + " (" + programGitHash() + ")");
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of all commands");
    for (const CommandAdder add : kCommands) add(app, context);
    for (const CommandAdder add : context.extra) add(app, context);
    if (const int code = parse(app, argc, argv, context); code != kExitDone) {
        return code < 0 ? kExitDone : code;
    }
    try {
        return context.action(context);
    } catch (const Error& error) {
        context.err << "ttt: " << error.what() << "\n";
        return isBadUsage(error, context) ? kExitBadUsage : kExitFailed;
    } catch (const std::bad_alloc&) {
        context.err << "ttt: out of memory\n";
    } catch (const std::exception& error) {
        context.err << "ttt: unexpected: " << error.what() << "\n";
    }
    return kExitFailed;
}

} // namespace ttt
