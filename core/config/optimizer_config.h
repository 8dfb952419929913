// Section "optimizer" of a run's config: learning rates, their schedule, and AdamW's and Muon's
// constants. See run_config.h.
#pragma once

#include "core/base/fields.h"

#include <cstdint>
#include <string>

namespace ttt {

struct OptimizerConfig {
    std::string name = "adamw";
    double learningRate = 2e-3;
    double fullLearningRate = 3e-4;
    double muonLearningRate = 4e-3;
    double beta1 = 0.9;
    double beta2 = 0.98;
    double epsilon = 1e-8;
    double weightDecay = 0;
    std::string schedule = "cosine";
    double warmupShare = 0.1;
    double finalShare = 0.1;
    double clipNorm = 1;

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "name", .help = "Optimizer.", .choices = "optimizers"}, self.name);
        visit({.key = "learning_rate",
               .help = "Peak learning rate of LoRA adapters.",
               .min = 0,
               .max = 1},
              self.learningRate);
        visit({.key = "full_learning_rate",
               .help = "Peak learning rate of full fine-tuning.",
               .min = 0,
               .max = 1},
              self.fullLearningRate);
        visit({.key = "muon_learning_rate",
               .help = "Peak learning rate of matrices under Muon.",
               .min = 0,
               .max = 1,
               .advanced = true},
              self.muonLearningRate);
        visit({.key = "beta1",
               .help = "AdamW: decay of the first moment.",
               .min = 0,
               .max = 0.9999,
               .advanced = true},
              self.beta1);
        visit({.key = "beta2",
               .help = "AdamW: decay of the second moment.",
               .min = 0,
               .max = 0.99999,
               .advanced = true},
              self.beta2);
        visit({.key = "epsilon",
               .help = "AdamW: added to the root of the second moment.",
               .min = 0,
               .max = 1,
               .advanced = true},
              self.epsilon);
        visit({.key = "weight_decay", .help = "Decoupled weight decay.", .min = 0, .max = 10},
              self.weightDecay);
        visit({.key = "schedule", .help = "Learning rate after warm-up.", .choices = "schedules"},
              self.schedule);
        visit({.key = "warmup_share",
               .help = "Share of the steps that warms up linearly.",
               .min = 0,
               .max = 1},
              self.warmupShare);
        visit({.key = "final_share",
               .help = "Learning rate of the last step as a share of the "
                       "peak.",
               .min = 0,
               .max = 1},
              self.finalShare);
        visit({.key = "clip_norm",
               .help = "Largest gradient norm; 0 for no clipping.",
               .min = 0,
               .max = 1e6},
              self.clipNorm);
    }
};

} // namespace ttt
