// Learning-rate schedules as factors of the peak.
#pragma once

#include "core/config/run_config.h"

#include <span>
#include <string_view>

namespace ttt {

// Schedules by name: "cosine", "linear", "constant", each after a linear warm-up.
std::span<const std::string_view> scheduleNames();

// step counts from 0 to total - 1; factor in [0, 1].
double scheduleFactor(const OptimizerConfig& config, int64_t step, int64_t total);

// Warm-up, stable, decay (Hu et al., arXiv 2404.06395) for pretraining by time: progress from 0 to
// 1 of the planned time; decays linearly to zero over the last `decayShare`.
double warmupStableDecay(int64_t step, int64_t warmupSteps, double progress, double decayShare);

} // namespace ttt
