// The command line as a function: parses arguments, runs one command, turns errors into one message
// on err and an exit code. Called by cli_main.cpp with the real engine and by tests with a scripted
// one.
#pragma once

#include "app/commands/command.h"

namespace ttt {

// Exit code: 0 done, 1 failed while running, 2 bad usage or input, 130 interrupted.
int runCli(int argc, const char* const* argv, CommandContext& context);

} // namespace ttt
