// What a pretraining is asked for. Each field is an option of `ttt pretrain` (--tokens-per-step)
// and stands in settings.json of its folder, from which a training goes on as it was asked for.
#pragma once

#include "core/base/fields.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ttt {

struct PretrainConfig {
    std::string size = "nano";
    StringList without;
    double hours = 1.5; // on the CPU of computing time
    int64_t seed = 0;
    int64_t tokensPerStep = 8192;
    int64_t maxTokens = 1024;
    double muonRate = 0.02;
    double adamwRate = 4e-3;
    double weightDecay = 0.05;
    double decayShare = 0.3;
    int64_t warmupSteps = 100;
    double firstOutputWeight = 0.2;
    double inputWeight = 0;
    double taskShare = 0.25;
    double checkpointMinutes = 3;
    std::string device = "cpu";

    // One list: cutting it up would not make it shorter.
    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) { // NOLINT(readability-function-size)
        visit({.key = "size",
               .help = "nano, small or base, or layers and width as in 8x144, with heads of 48 "
                       "channels."},
              self.size);
        visit({.key = "without",
               .help = "Parts of the decoder that are left out, to measure what they are worth: "
                       "left-neighbour, upper-neighbour, far-edges, whole-inputs, head-norms."},
              self.without);
        visit({.key = "hours",
               .help = "Planned hours of training, restarts included; pauses do not count.",
               .min = 0.0001,
               .max = 10000},
              self.hours);
        visit(
            {.key = "seed", .help = "Seed of weights and episodes.", .min = 0, .max = 4294967295.0},
            self.seed);
        visit({.key = "tokens_per_step", .help = "Tokens of a step.", .min = 256, .max = 1 << 20},
              self.tokensPerStep);
        visit({.key = "max_tokens",
               .help = "Longest episode, at the end of the curriculum.",
               .min = 128,
               .max = 8192},
              self.maxTokens);
        visit({.key = "muon_rate", .help = "Learning rate of the matrices.", .min = 1e-6, .max = 1},
              self.muonRate);
        visit({.key = "adamw_rate",
               .help = "Learning rate of everything else.",
               .min = 1e-8,
               .max = 1},
              self.adamwRate);
        visit({.key = "weight_decay", .help = "Weight decay of the matrices.", .min = 0, .max = 1},
              self.weightDecay);
        visit({.key = "decay_share",
               .help = "Share of the hours over which the rates fall to zero.",
               .min = 0.01,
               .max = 1},
              self.decayShare);
        visit({.key = "warmup_steps",
               .help = "Steps over which the rates rise.",
               .min = 0,
               .max = 100000},
              self.warmupSteps);
        visit({.key = "first_output_weight",
               .help = "Weight of the first output of an episode in the loss.",
               .min = 0,
               .max = 1},
              self.firstOutputWeight);
        visit({.key = "input_weight",
               .help = "Weight of the inputs in the loss; 0: they are not asked for, else episodes "
                       "are longer by them.",
               .min = 0,
               .max = 1},
              self.inputWeight);
        visit({.key = "task_share",
               .help = "Share of ARC-AGI-1 training tasks; the rest are rule families.",
               .min = 0,
               .max = 1},
              self.taskShare);
        visit({.key = "checkpoint_minutes",
               .help = "Minutes between checkpoints.",
               .min = 0.01,
               .max = 600},
              self.checkpointMinutes);
        visit({.key = "device", .help = "cpu or cuda:0."}, self.device);
    }
};

// References into `config`, in JSON order; valid as long as it lives.
std::vector<FieldRef> fieldsOf(PretrainConfig& config);

nlohmann::json toJson(const PretrainConfig& config);

// Fields that the JSON lacks have their default. BadInput naming place and field for a value of the
// wrong type or out of range; unknown keys are passed over.
PretrainConfig pretrainConfigFromJson(const nlohmann::json& json, const std::string& place);

} // namespace ttt
