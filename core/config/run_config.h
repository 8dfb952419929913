// Every hyper-parameter of a run as plain structs, one a section of the JSON and of --set. Each
// struct lists its fields once (visitFields) with range, unit and help; nothing else in the program
// repeats them. Names of transforms, models, losses... are checked against a ChoiceCatalog that the
// engine fills, so no list of names stands here.
#pragma once

#include "core/base/fields.h"

#include <cstdint>
#include <string>

namespace ttt {

// What is kept of the task before anything is built from it.
struct TaskConfig {
    int64_t maxSide = 30;
    int64_t maxTokens = 4096;
    int64_t holdOut = -1;

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "max_side",
               .help = "Transformed episodes with a longer side are dropped.",
               .unit = "cells",
               .min = 1,
               .max = 30},
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
    }
};

// The adaptation set and what is trained on it.
struct AdaptConfig {
    std::string method = "full";
    std::string episodes = "random-orders";
    StringList transforms = {"rotate-90",    "rotate-180", "rotate-270",    "flip-rows",
                             "flip-columns", "transpose",  "anti-transpose"};
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
    int64_t loraRank = 64;
    double loraAlpha = 64;
    double loraDropout = 0;
    StringList loraTargets = {"q", "k", "v", "o", "gate", "up", "down"};

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
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
               .choices = "transforms"},
              self.transforms);
        visit({.key = "permuted_copies",
               .help = "Recoloured and reordered copies of each episode "
                       "of an exhaustive set.",
               .min = 0,
               .max = 16},
              self.permutedCopies);
        visit({.key = "permute_colours", .help = "Permute colours in the copies."},
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
               .help = "Apply the cap also where only leave-two-out episodes "
                       "fit (the released code does not).",
               .advanced = true},
              self.capAlways);
        visit({.key = "leave_two_top_up",
               .help = "Fill up to the cap with leave-two-out "
                       "episodes."},
              self.leaveTwoTopUp);
        visit({.key = "plain_share",
               .help = "Share of random-orders episodes without transform "
                       "and recolouring.",
               .min = 0,
               .max = 1},
              self.plainShare);
        visit({.key = "shared", .help = "One adapter over all chosen tasks."}, self.shared);
        visit({.key = "loss",
               .help = "Which cells count: the last output, all outputs, or "
                       "all.",
               .choices = "losses"},
              self.loss);
        visit({.key = "loss_start",
               .help = "First demonstration whose output counts fully, from "
                       "0.",
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
               .help = "Tokens a step, at least one episode; 0 to count "
                       "episodes.",
               .unit = "tokens",
               .min = 0,
               .max = 1048576},
              self.batchTokens);
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

struct OptimizerConfig {
    std::string name = "adamw";
    double learningRate = 2e-3;
    double fullLearningRate = 1e-3;
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

struct DecodeConfig {
    std::string queries = "views";
    StringList transforms = {"rotate-90",    "rotate-180", "rotate-270",    "flip-rows",
                             "flip-columns", "transpose",  "anti-transpose"};
    int64_t views = 16;
    int64_t naturalViews = 2;
    bool permuteColours = true;
    int64_t leaveOut = 1;
    int64_t orders = 2;
    std::string strategy = "greedy";
    int64_t samples = 1;
    double temperature = 1;
    double minProbability = 0.1;
    int64_t maxBranches = 8;
    int64_t batchTokens = 32768;

    template <typename Self, typename Visitor>
    static void visitFields(Self& self, Visitor&& visit) {
        visit({.key = "queries",
               .help = "How the query is asked: views of all demonstrations, or "
                       "leave-out subsets as in the released code.",
               .choices = "queries"},
              self.queries);
        visit({.key = "transforms",
               .help = "Invertible transforms of the views.",
               .choices = "invertible_transforms"},
              self.transforms);
        visit(
            {.key = "views", .help = "Views of each query.", .unit = "views", .min = 1, .max = 256},
            self.views);
        visit({.key = "natural_views",
               .help = "First views that keep the task's own colours.",
               .min = 0,
               .max = 256},
              self.naturalViews);
        visit({.key = "permute_colours", .help = "Permute colours in the other views."},
              self.permuteColours);
        visit({.key = "leave_out",
               .help = "Demonstrations left out of each query of a leave-out "
                       "set.",
               .min = 0,
               .max = 8,
               .advanced = true},
              self.leaveOut);
        visit({.key = "orders",
               .help = "Random orders of each query of a leave-out set.",
               .min = 0,
               .max = 16,
               .advanced = true},
              self.orders);
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
        visit({.key = "batch_tokens",
               .help = "Most tokens decoded in one batch.",
               .unit = "tokens",
               .min = 1024,
               .max = 4194304,
               .advanced = true},
              self.batchTokens);
    }
};

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
    int64_t threads = 0;
    int64_t snapshotEvery = 10;
    bool baseline = true;
    bool saveAdapter = true;

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
