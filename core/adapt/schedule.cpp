#include "core/adapt/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace ttt {

std::span<const std::string_view> scheduleNames() {
    static constexpr std::array<std::string_view, 3> names{"cosine", "linear", "constant"};
    return names;
}

double scheduleFactor(const OptimizerConfig& config, int64_t step, int64_t total) {
    const auto warmup = static_cast<int64_t>(config.warmupShare * static_cast<double>(total));
    if (step < warmup) return static_cast<double>(step + 1) / static_cast<double>(warmup);
    if (config.schedule == "constant") return 1;
    const double span = static_cast<double>(std::max<int64_t>(1, total - warmup));
    const double progress = std::min(1.0, static_cast<double>(step - warmup) / span);
    const double shape = config.schedule == "linear"
                             ? 1 - progress
                             : 0.5 * (1 + std::cos(std::numbers::pi * progress));
    return config.finalShare + (1 - config.finalShare) * shape;
}

double warmupStableDecay(int64_t step, int64_t warmupSteps, double progress, double decayShare) {
    const double warm =
        std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(warmupSteps));
    const double decay = std::clamp((1 - progress) / decayShare, 0.0, 1.0);
    return std::min(warm, decay);
}

} // namespace ttt
