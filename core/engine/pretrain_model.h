// Pretraining as the command line starts it: the mixture, the held-out episodes and the loop,
// joined behind plain values.
#pragma once

#include "core/adapt/pretrainer.h"

#include <filesystem>
#include <stop_token>

namespace ttt {

// NotFound or BadInput where `config` cannot be trained in `folder`: no such decoder or device, or
// a checkpoint of another decoder.
void requireTrainable(const PretrainConfig& config, const std::filesystem::path& folder);

// Trains in `folder`, going on from its checkpoint if there is one. arcFolder holds the pinned ARC
// files. threads: of tensor operations, 0 for all cores. True if the planned hours are up.
bool pretrainModel(const PretrainConfig& config, const std::filesystem::path& folder,
                   const std::filesystem::path& arcFolder, int threads,
                   const PretrainObserver& observer, std::stop_token stop);

} // namespace ttt
