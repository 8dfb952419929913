// Every hyper-parameter of a run as plain structs, one a section of the JSON and of --set. Each
// struct lists its fields once (visitFields) with range, unit and help; nothing else in the program
// repeats them. Names of transforms, models, losses... are checked against a ChoiceCatalog that the
// engine fills, so no list of names stands here.
#pragma once

#include "core/base/fields.h"
#include "core/config/adapt_config.h"
#include "core/config/decode_config.h"
#include "core/config/optimizer_config.h"
#include "core/config/task_config.h"

#include <cstdint>
#include <string>

namespace ttt {

struct VoteConfig {
    std::string rule = "rescored";
    int64_t attempts = 2;
    int64_t rescoreViews = 8;
    int64_t rescoreCandidates = 6;

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "rule", .help = "How candidates become attempts.", .choices = "vote_rules"},
              self.rule);
        visit({.key = "attempts", .help = "Attempts a test.", .min = 1, .max = 3}, self.attempts);
        visit({.key = "rescore_views",
               .help = "Views under which candidates are re-scored by "
                       "log-probability.",
               .min = 1,
               .max = 64},
              self.rescoreViews);
        visit({.key = "rescore_candidates",
               .help = "Most voted candidates that are re-scored.",
               .min = 1,
               .max = 64},
              self.rescoreCandidates);
    }
};

struct ExecutionConfig {
    std::string model = "arc-nano";
    int64_t seed = 0;
    std::string device = "auto";
    std::string dtype = "bfloat16";
    std::string quantization = "none";
    int64_t threads = 0;
    int64_t snapshotEvery = 10;
    bool baseline = true;
    bool saveAdapter = true;
    int64_t together = 1;

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "model", .help = "Model name, GGUF file or folder.", .choices = "models"},
              self.model);
        visit(
            {.key = "seed", .help = "Seed of every random choice.", .min = 0, .max = 4294967295.0},
            self.seed);
        visit({.key = "device", .help = "Where tensors live.", .choices = "devices"}, self.device);
        visit({.key = "dtype",
               .help = "Precision of activations; weights and moments are kept in "
                       "float32.",
               .choices = "dtypes"},
              self.dtype);
        visit({.key = "quantization",
               .help = "How the frozen matrices of the layers are kept, for method lora: in few "
                       "bits they take less memory and more time.",
               .choices = "quantizations",
               .advanced = true},
              self.quantization);
        visit({.key = "threads",
               .help = "Threads of tensor operations; 0 for all cores.",
               .min = 0,
               .max = 1024},
              self.threads);
        visit({.key = "snapshot_every",
               .help = "Steps between prediction snapshots; 0 for none.",
               .unit = "steps",
               .min = 0,
               .max = 1000000},
              self.snapshotEvery);
        visit({.key = "baseline", .help = "Also answer without TTT."}, self.baseline);
        visit({.key = "save_adapter", .help = "Write the adapter into the run folder."},
              self.saveAdapter);
        visit({.key = "together",
               .help = "Tasks of a suite that are trained at once, each with an adapter of its own "
                       "over one frozen model; 1: one after another. For method lora without "
                       "dropout.",
               .unit = "tasks",
               .min = 1,
               .max = 64,
               .advanced = true},
              self.together);
    }
};

struct RunConfig {
    TaskConfig task;
    AdaptConfig adapt;
    OptimizerConfig optimizer;
    DecodeConfig decode;
    VoteConfig vote;
    ExecutionConfig run;

    // visit(section name, section) for each section in JSON order.
    template <typename Self, typename Visitor>
    static void visitSections(Self& self, Visitor&& visit) {
        visit("task", self.task);
        visit("adapt", self.adapt);
        visit("optimizer", self.optimizer);
        visit("decode", self.decode);
        visit("vote", self.vote);
        visit("run", self.run);
    }
};

// References into `config`, in JSON order; valid as long as it lives.
std::vector<FieldRef> fieldsOf(RunConfig& config);

// The field "section.key"; NotFound naming the nearest known field otherwise.
FieldRef findField(RunConfig& config, std::string_view path);

bool operator==(const RunConfig& a, const RunConfig& b);

} // namespace ttt
