// The plain values of pretraining: what is asked for and what is reported. Names no torch type, so
// that the command line can use it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ttt {

struct PretrainConfig {
    std::string size = "nano";
    double hours = 1.5; // of training time, over all restarts; on the CPU of computing time
    uint64_t seed = 0;
    int64_t tokensPerStep = 8192;
    int64_t maxTokens = 1024; // longest episode at the end of the curriculum
    double muonRate = 0.02;
    double adamwRate = 4e-3;
    double weightDecay = 0.05;
    double decayShare = 0.3;
    int64_t warmupSteps = 100;
    double firstOutputWeight = 0.2;
    double taskShare = 0.25; // of ARC-AGI-1 training tasks; the rest are rule families
    double checkpointMinutes = 3;
    std::string device = "cpu";
};

struct PretrainProgress {
    int64_t step = 0;
    int64_t tokens = 0;
    double hours = 0; // trained so far
    double lossNats = 0;
    // NaN where not measured at this step, or where there is nothing to measure it on.
    double heldOutTasksLossNats = 0;
    double heldOutFamiliesLossNats = 0;
    double learningFactor = 0;
    double tokensPerSecond = 0;
};
using PretrainObserver = std::function<void(const PretrainProgress&)>;

} // namespace ttt
