// Section "adapt" of a run's config: the adaptation set, what is trained on it and where the loss
// looks. See run_config.h.
#pragma once

#include "core/base/fields.h"
#include "core/config/lora_config.h"

#include <cstdint>
#include <string>

namespace ttt {

struct AdaptConfig : LoraConfig {
    std::string method = "full";
    std::string episodes = "random-orders";
    StringList transforms = {"rotate-90",    "rotate-180", "rotate-270",    "flip-rows",
                             "flip-columns", "transpose",  "anti-transpose"};
    int64_t orders = 40;
    int64_t permutedCopies = 1;
    bool permuteColours = true;
    bool permuteOrder = true;
    int64_t cap = 250;
    bool capAlways = false;
    bool leaveTwoTopUp = true;
    double plainShare = 0.15;
    bool shared = false;
    std::string loss = "outputs";
    int64_t lossStart = 1;
    double lossBeforeStart = 0.1;
    int64_t steps = 60;
    double epochs = 2;
    int64_t batchSize = 2;
    int64_t batchTokens = 800;
    int64_t answerEvery = 0;
    double stopAgreement = 0;

    // One list: cutting it up would not make it shorter.
    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) { // NOLINT(readability-function-size)
        visit({.key = "method",
               .help = "What is trained: LoRA adapters, all weights, or nothing.",
               .choices = "methods"},
              self.method);
        visit({.key = "episodes",
               .help = "How training episodes are made from the demonstrations.",
               .choices = "episodes"},
              self.episodes);
        visit({.key = "transforms",
               .help = "Geometric transforms of the episodes.",
               .choices = "transforms",
               .use = FieldUse::Grids},
              self.transforms);
        visit({.key = "orders",
               .help = "Training texts where each shows all demonstrations in a random order.",
               .min = 1,
               .max = 10000},
              self.orders);
        visit({.key = "permuted_copies",
               .help = "Recoloured and reordered copies of each episode of an exhaustive set.",
               .min = 0,
               .max = 16},
              self.permutedCopies);
        visit({.key = "permute_colours",
               .help = "Permute colours in the copies.",
               .use = FieldUse::Grids},
              self.permuteColours);
        visit({.key = "permute_order", .help = "Permute the order of demonstrations."},
              self.permuteOrder);
        visit({.key = "cap",
               .help = "Most episodes in the set.",
               .unit = "episodes",
               .min = 1,
               .max = 100000},
              self.cap);
        visit({.key = "cap_always",
               .help = "Apply the cap to leave-two-out sets too (the released code does not).",
               .advanced = true},
              self.capAlways);
        visit(
            {.key = "leave_two_top_up", .help = "Fill up to the cap with leave-two-out episodes."},
            self.leaveTwoTopUp);
        visit({.key = "plain_share",
               .help = "Share of random-orders episodes without transform and recolouring.",
               .min = 0,
               .max = 1,
               .use = FieldUse::Grids},
              self.plainShare);
        visit({.key = "shared", .help = "One adapter over all chosen tasks."}, self.shared);
        visit({.key = "loss",
               .help = "Which cells count: the last output, all outputs, or all.",
               .choices = "losses"},
              self.loss);
        visit({.key = "loss_start",
               .help = "First demonstration whose output counts fully, from 0.",
               .min = 0,
               .max = 31},
              self.lossStart);
        visit({.key = "loss_before_start",
               .help = "Weight of outputs before that one.",
               .min = 0,
               .max = 1},
              self.lossBeforeStart);
        visit({.key = "steps",
               .help = "Optimizer steps; 0 to count in epochs.",
               .unit = "steps",
               .min = 0,
               .max = 1000000},
              self.steps);
        visit({.key = "epochs",
               .help = "Passes over the set when steps is 0.",
               .unit = "epochs",
               .min = 0.01,
               .max = 1000},
              self.epochs);
        visit({.key = "batch_size",
               .help = "Episodes a step when batch_tokens is 0.",
               .unit = "episodes",
               .min = 1,
               .max = 1024},
              self.batchSize);
        visit({.key = "batch_tokens",
               .help = "Tokens a step, at least one episode; 0 to count episodes.",
               .unit = "tokens",
               .min = 0,
               .max = 1048576},
              self.batchTokens);
        visit({.key = "answer_every",
               .help = "Steps, for each task, between answers while training goes on; 0: only at "
                       "its end.",
               .unit = "steps",
               .min = 0,
               .max = 1000000},
              self.answerEvery);
        visit({.key = "stop_agreement",
               .help = "Training ends where this share of the views agrees on each test; 0: never.",
               .min = 0,
               .max = 1},
              self.stopAgreement);
        LoraConfig::visitFields(self, visit);
    }
};

} // namespace ttt
