// The fields of section "adapt" that say how LoRA adapters are made. See adapt_config.h.
#pragma once

#include "core/base/fields.h"

#include <cstdint>

namespace ttt {

struct LoraConfig {
    int64_t loraRank = 64;
    double loraAlpha = 64;
    double loraDropout = 0;
    StringList loraTargets = {"q", "k", "v", "o", "gate", "up", "down"};

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "lora_rank", .help = "Rank of the LoRA adapters.", .min = 1, .max = 1024},
              self.loraRank);
        visit({.key = "lora_alpha",
               .help = "LoRA scale: the update is weighted by alpha / rank.",
               .min = 0.01,
               .max = 4096},
              self.loraAlpha);
        visit({.key = "lora_dropout",
               .help = "Dropout before the LoRA A matrix.",
               .min = 0,
               .max = 0.95},
              self.loraDropout);
        visit({.key = "lora_targets",
               .help = "Matrices that get an adapter.",
               .choices = "lora_targets"},
              self.loraTargets);
    }
};

} // namespace ttt
