// Several processes for one suite or sweep (--jobs): this program is started again with the same
// arguments, and the processes share the work by the claims in the folder.
#pragma once

#include "app/commands/command.h"

namespace ttt {

// Tells a process that it is one of them.
inline constexpr const char* kAsJobFlag = "--as-job";

// Starts `jobs` processes, each with an even share of the cores, passes on what they say on
// standard error, asks them to end when a stop is requested, and waits for them. What they did
// stands in the folder; says on err which of them came to a bad end. Io where a process cannot be
// started.
void shareAmongJobs(CommandContext& context, int64_t jobs);

} // namespace ttt
