// A run of the window as a line for the shell that does the same: `ttt run` with the task, the
// preset and the fields that differ from it.
#pragma once

#include "core/config/run_config.h"

#include <string>

namespace ttt {

// task: as the command line names it ("arc1-eval:00576224", or a file). preset: the config that
// `presetName` loads.
std::string commandLineOf(const std::string& task, const std::string& presetName,
                          const RunConfig& preset, const RunConfig& config);

} // namespace ttt
