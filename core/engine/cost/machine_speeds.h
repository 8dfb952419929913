// How fast this machine trains and answers with a model, as its last runs measured. Kept in one
// file of the user's data folder, so that the first run after a start is estimated too.
#pragma once

#include "core/config/run_config.h"

#include <filesystem>
#include <string>

namespace ttt {

// Work as cost_estimate.h counts it, in about the time of a token, and what it took.
struct MeasuredWork {
    double work = 0;
    double seconds = 0;

    double secondsFor(double other) const { return work > 0 ? other * seconds / work : 0; }
};

struct MachineSpeed {
    MeasuredWork training;
    MeasuredWork withTtt;    // answering
    MeasuredWork withoutTtt; // answering
};

// What decides the speed: model, method, precision, device and threads.
std::string speedKey(const RunConfig& config);

// All zero where the file has nothing of the key or cannot be read, as it is measured again.
MachineSpeed findSpeed(const std::filesystem::path& file, const std::string& key);

// Adds a run's work; earlier runs count less with each new one.
void keepSpeed(const std::filesystem::path& file, const std::string& key, const MachineSpeed& run);

// In the user's data folder.
std::filesystem::path speedsFile();

} // namespace ttt
