// Section "task" of a run's config: what is kept of the task before anything is built from it, and
// how language models read it. See run_config.h.
#pragma once

#include "core/base/fields.h"

#include <cstdint>
#include <string>

namespace ttt {

struct TaskConfig {
    int64_t maxSide = 30;
    int64_t maxTokens = 4096;
    int64_t holdOut = -1;
    int64_t shots = 10;
    int64_t items = 0;
    std::string format = "auto";

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "max_side",
               .help = "Transformed episodes with a longer side are dropped.",
               .unit = "cells",
               .min = 1,
               .max = 30,
               .use = FieldUse::Grids},
              self.maxSide);
        visit({.key = "max_tokens",
               .help = "Episodes and prompts with more tokens are dropped.",
               .unit = "tokens",
               .min = 64,
               .max = 16384},
              self.maxTokens);
        visit({.key = "hold_out",
               .help = "Demonstration kept out of training to measure held-out "
                       "loss; -1 for none.",
               .min = -1,
               .max = 31,
               .advanced = true},
              self.holdOut);
        visit({.key = "shots",
               .help =
                   "Demonstrations drawn by seed from a task that is a list of questions (BBH); "
                   "0 asks every question without any.",
               .min = 0,
               .max = 64,
               .use = FieldUse::Texts},
              self.shots);
        visit({.key = "items",
               .help = "Most questions asked of such a task; 0 for all.",
               .unit = "questions",
               .min = 0,
               .max = 100000,
               .use = FieldUse::Texts},
              self.items);
        visit({.key = "format",
               .help = "How language models read the task.",
               .choices = "formats",
               .use = FieldUse::Texts},
              self.format);
    }
};

} // namespace ttt
