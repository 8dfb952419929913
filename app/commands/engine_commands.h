// Commands that need more than the Engine interface, for cli_main.cpp to add.
#pragma once

#include "app/commands/command.h"

namespace ttt {

void addBenchCommand(CLI::App& app, CommandContext& context);
void addPretrainCommand(CLI::App& app, CommandContext& context);

} // namespace ttt
