// How fast this machine trains and answers with a model, as its last run measured. Kept in one file
// of the user's data folder, so that the first run after a start is estimated too.
#pragma once

#include "core/config/run_config.h"

#include <filesystem>
#include <string>

namespace ttt {

// Tokens a second, as cost_estimate.h counts them; 0 where nothing was measured.
struct MachineSpeed {
    double training = 0;
    double withTtt = 0;    // answering
    double withoutTtt = 0; // answering
};

// What decides the speed: model, method, precision, device and threads.
std::string speedKey(const RunConfig& config);

// All zero where the file has nothing of the key or cannot be read, as it is measured again.
MachineSpeed findSpeed(const std::filesystem::path& file, const std::string& key);

// What is zero keeps its last value.
void keepSpeed(const std::filesystem::path& file, const std::string& key,
               const MachineSpeed& speed);

// In the user's data folder.
std::filesystem::path speedsFile();

} // namespace ttt
