// Section "decode" of a run's config: the views under which a query is asked and how each is
// decoded. See run_config.h.
#pragma once

#include "core/base/fields.h"

#include <cstdint>
#include <string>

namespace ttt {

struct DecodeConfig {
    std::string queries = "views";
    StringList transforms = {"rotate-90",    "rotate-180", "rotate-270",    "flip-rows",
                             "flip-columns", "transpose",  "anti-transpose"};
    int64_t views = 16;
    int64_t naturalViews = 2;
    bool permuteColours = true;
    int64_t leaveOut = 1;
    int64_t orders = 2;
    bool showDemonstrations = true;
    std::string answerTokens = "tokenizer";
    int64_t maxNewTokens = 0;
    std::string strategy = "greedy";
    int64_t samples = 1;
    double temperature = 1;
    double minProbability = 0.1;
    int64_t maxBranches = 8;
    bool scoreOptions = true;
    int64_t batchTokens = 32768;

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) { // NOLINT(readability-function-size)
        visit({.key = "queries",
               .help =
                   "How the query is asked: views of all demonstrations, random orders of them, "
                   "or leave-out subsets as in the released code.",
               .choices = "queries"},
              self.queries);
        visit({.key = "transforms",
               .help = "Invertible transforms of the views.",
               .choices = "invertible_transforms",
               .use = FieldUse::Grids},
              self.transforms);
        visit(
            {.key = "views", .help = "Views of each query.", .unit = "views", .min = 1, .max = 256},
            self.views);
        visit({.key = "natural_views",
               .help = "First views that keep the task's own colours.",
               .min = 0,
               .max = 256,
               .use = FieldUse::Grids},
              self.naturalViews);
        visit({.key = "permute_colours",
               .help = "Permute colours in the other views.",
               .use = FieldUse::Grids},
              self.permuteColours);
        visit({.key = "leave_out",
               .help = "Demonstrations left out of each query of a leave-out "
                       "set.",
               .min = 0,
               .max = 8,
               .advanced = true},
              self.leaveOut);
        visit({.key = "orders",
               .help =
                   "Random orders of each query of a leave-out set, or of all demonstrations; 0 "
                   "for the task's own order.",
               .min = 0,
               .max = 64,
               .advanced = true},
              self.orders);
        visit(
            {.key = "show_demonstrations",
             .help = "Show the demonstrations with the query; without them it is asked zero-shot."},
            self.showDemonstrations);
        visit({.key = "answer_tokens",
               .help =
                   "Most tokens of a text answer: as many as the longest right answer has, or the "
                   "released counts for BBH.",
               .choices = "answer_budgets",
               .use = FieldUse::Texts},
              self.answerTokens);
        visit({.key = "max_new_tokens",
               .help = "Most tokens of a text answer instead of that; 0 for none.",
               .unit = "tokens",
               .min = 0,
               .max = 8192,
               .use = FieldUse::Texts},
              self.maxNewTokens);
        visit({.key = "strategy", .help = "How an answer is decoded.", .choices = "strategies"},
              self.strategy);
        visit(
            {.key = "samples", .help = "Answers drawn a view when sampling.", .min = 1, .max = 64},
            self.samples);
        visit({.key = "temperature", .help = "Sampling temperature.", .min = 0.01, .max = 10},
              self.temperature);
        visit({.key = "min_probability",
               .help = "Depth-first: answers below this probability "
                       "are cut off.",
               .min = 1e-6,
               .max = 1},
              self.minProbability);
        visit({.key = "max_branches",
               .help = "Depth-first: most answers a view.",
               .min = 1,
               .max = 256},
              self.maxBranches);
        visit({.key = "score_options",
               .help = "Also measure how likely each answer is where a question names a few to "
                       "choose from.",
               .use = FieldUse::Texts},
              self.scoreOptions);
        visit({.key = "batch_tokens",
               .help = "Most tokens decoded in one batch.",
               .unit = "tokens",
               .min = 1024,
               .max = 4194304,
               .advanced = true},
              self.batchTokens);
    }
};

} // namespace ttt
