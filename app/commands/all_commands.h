// The commands that need no more than the Engine interface, one file each. Used by run_cli.cpp.
#pragma once

#include "app/commands/command.h"

namespace ttt {

void addTasksCommand(CLI::App& app, CommandContext& context);
void addShowCommand(CLI::App& app, CommandContext& context);
void addTransformsCommand(CLI::App& app, CommandContext& context);
void addAugmentCommand(CLI::App& app, CommandContext& context);
void addPromptCommand(CLI::App& app, CommandContext& context);
void addExtractCommand(CLI::App& app, CommandContext& context);
void addEpisodesCommand(CLI::App& app, CommandContext& context);
void addInspectCommand(CLI::App& app, CommandContext& context);
void addRunCommand(CLI::App& app, CommandContext& context);
void addSuiteCommand(CLI::App& app, CommandContext& context);
void addSweepCommand(CLI::App& app, CommandContext& context);
void addVoteCommand(CLI::App& app, CommandContext& context);
void addScoreCommand(CLI::App& app, CommandContext& context);
void addSubmissionCommand(CLI::App& app, CommandContext& context);
void addDemoCommand(CLI::App& app, CommandContext& context);
void addCompareCommand(CLI::App& app, CommandContext& context);
void addSynthCommand(CLI::App& app, CommandContext& context);
void addDevicesCommand(CLI::App& app, CommandContext& context);
void addModelsCommand(CLI::App& app, CommandContext& context);
void addTokenizeCommand(CLI::App& app, CommandContext& context);
void addDetokenizeCommand(CLI::App& app, CommandContext& context);
void addLogitsCommand(CLI::App& app, CommandContext& context);
void addGenerateCommand(CLI::App& app, CommandContext& context);

} // namespace ttt
