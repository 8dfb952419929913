// Starts and stops `ttt pretrain` as a process that outlives the window: what it measures stands in
// its folder, and the folder says which process it is. Used by the pretraining window.
#pragma once

#include "core/runs/pretraining/pretraining_folder.h"

#include <QString>

namespace ttt {

// The command line beside the window's program.
QString defaultTrainingProgram();

// Size, hours, seed and device are those of `settings`; a training that goes on from a checkpoint
// has the rest from its folder. Returns what kept it from starting, or nothing. Its
// messages go into pretrain.log in the folder.
QString startPretraining(const QString& program, const std::filesystem::path& folder,
                         const PretrainConfig& settings);

// Asks the folder's process to write a checkpoint and end (SIGTERM). False where none runs here.
bool stopPretraining(const std::filesystem::path& folder);

// The last lines of pretrain.log.
QString lastMessages(const std::filesystem::path& folder);

} // namespace ttt
