// What the commands suite and sweep have in common: their options, and one process's share of a
// suite: it claims run after run, makes it with a progress bar on standard error, and says what
// came out.
#pragma once

#include "app/commands/command.h"
#include "core/runs/suites/suite.h"

#include <filesystem>

namespace ttt {

struct SuiteOptions {
    std::string tasks;
    std::string out;
    bool resume = false;
    int64_t jobs = 1;   // processes
    bool asJob = false; // one of several: says nothing of what the others do
    int64_t limit = 0;  // 0: all
    std::vector<int64_t> seeds;
    ConfigOptions config;
};
void addSuiteOptions(CLI::App& command, SuiteOptions& options);

// The tasks that the options choose and their levels, without config and seeds.
SuiteSpec chosenTasks(CommandContext& context, const SuiteOptions& options);
// Under that config; seeds are the options', else the config's own.
SuiteSpec withConfig(SuiteSpec chosen, const RunConfig& config, const SuiteOptions& options);

// Throws what makes any run of the suite impossible from the start: its config, model or device, a
// task of the wrong kind.
void requireRunnable(Engine& engine, const SuiteSpec& spec);

struct SuiteWorkOptions {
    std::filesystem::path baselines; // where answers without TTT are kept
    bool takeOver = false;           // runs of processes that are gone, too
};

// Until nothing is left to claim or a stop is requested. After a failed run the next one is begun;
// what keeps a run folder from being written is thrown.
void workOn(CommandContext& context, Suite& suite, Engine& engine, const SuiteWorkOptions& options);

// Says on err which runs have failed, are left to others or to no one, or that the work was
// interrupted. kExitDone where all runs are done or in the hands of a living process.
int suiteExitCode(CommandContext& context, const std::vector<Suite>& suites);

} // namespace ttt
