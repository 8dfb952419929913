// One process's share of a suite: it claims run after run, makes it with a progress bar on standard
// error, and says what came out. Used by the commands suite and sweep.
#pragma once

#include "app/commands/command.h"
#include "core/runs/suites/suite.h"

#include <filesystem>

namespace ttt {

struct SuiteWorkOptions {
    std::filesystem::path baselines; // where answers without TTT are kept
    bool takeOver = false;           // runs of processes that are gone, too
};

struct SuiteWork {
    int64_t done = 0;
    int64_t failed = 0;
    bool interrupted = false;
};

// Until nothing is left to claim or a stop is requested. A failed run is counted, and the next one
// begun; what keeps a run folder from being written is thrown.
SuiteWork workOn(CommandContext& context, Suite& suite, Engine& engine,
                 const SuiteWorkOptions& options);

// Says which runs this process left to others, or to no one.
void reportUnfinished(CommandContext& context, const Suite& suite);

} // namespace ttt
