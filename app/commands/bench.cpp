#include "app/commands/engine_commands.h"
#include "core/engine/benchmark/benchmark.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    BenchmarkConfig config;
    std::filesystem::path batchFile;
    std::filesystem::path weightFile;
};

json toJson(const BenchmarkConfig& config, const BenchmarkResult& result) {
    json document{{"kind", config.kind},
                  {"model", config.model.empty() ? "fresh " + config.size : config.model},
                  {"tokens_per_second", result.tokensPerSecond},
                  {"slowest_tokens_per_second", result.slowestTokensPerSecond},
                  {"fastest_tokens_per_second", result.fastestTokensPerSecond},
                  {"repetitions", result.repetitions},
                  {"gemm_gflops", result.gemmGflops},
                  {"share_of_gemm", result.shareOfGemm},
                  {"flops_per_token", result.flopsPerToken},
                  {"tokens_per_step", result.tokensPerStep},
                  {"sequences_per_step", result.sequencesPerStep},
                  {"threads", result.threads},
                  {"dtype", config.dtype}};
    if (config.kind == "train") {
        document["optimizer"] = config.optimizer;
        document["first_loss"] = result.firstLossNats;
    }
    return document;
}

std::string resultText(const BenchmarkResult& result) {
    const std::string spread = numberText("%.0f", result.slowestTokensPerSecond) + " to " +
                               numberText("%.0f", result.fastestTokensPerSecond);
    return tableText(
        {{"tokens a second", numberText("%.0f", result.tokensPerSecond),
          "median of " + std::to_string(result.repetitions) + ", " + spread},
         {"matrix products", numberText("%.1f Gflop/s", result.gemmGflops), "of the same shapes"},
         {"share of that", numberText("%.1f %%", 100 * result.shareOfGemm), ""},
         {"a token", numberText("%.2f Mflop", result.flopsPerToken / 1e6), ""},
         {"a step", numberText("%.0f tokens", result.tokensPerStep), ""},
         {"threads", std::to_string(result.threads), ""}});
}

int benchCommand(CommandContext& context, const Options& options) {
    if (!options.weightFile.empty()) exportWeights(options.config, options.weightFile);
    if (!options.batchFile.empty()) exportBatches(options.config, options.batchFile);
    if (!options.weightFile.empty() || !options.batchFile.empty()) return kExitDone;
    const BenchmarkResult result = runBenchmark(options.config, context.stop);
    if (context.json) {
        printJson(context, toJson(options.config, result));
    } else {
        printText(context, resultText(result));
    }
    return context.stop.stop_requested() ? kExitInterrupted : kExitDone;
}

} // namespace

void addBenchCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addComputingCommand(app, context, "bench", "Measure training, reading or decoding speed",
                            [options](CommandContext& c) { return benchCommand(c, *options); });
    BenchmarkConfig& config = options->config;
    addOption(*command, "KIND", config.kind, "train, prefill or decode")
        .required()
        .oneOf({"train", "prefill", "decode"});
    const CommandOption model =
        addOption(*command, "--model", config.model, "Model name or weight file");
    addOption(*command, "--size", config.size, "Fresh weights: nano, small or base")
        .oneOf({"nano", "small", "base"})
        .notWith(model);
    addOption(*command, "--tokens", config.tokens, "Tokens a step, or of all prompts")
        .between(32, 1 << 20);
    addOption(*command, "--length", config.length, "Tokens of the longest episode")
        .between(32, 8192);
    addFlag(*command, "--mixed", config.mixed, "Lengths from a quarter of --length up");
    addOption(*command, "--optimizer", config.optimizer, "muon (pretraining) or adamw (TTT)")
        .oneOf({"muon", "adamw"});
    addOption(*command, "--dtype", config.dtype, "bfloat16 or float32")
        .oneOf({"bfloat16", "float32"});
    addOption(*command, "--seconds", config.seconds, "Of measuring, after the warm-up")
        .between(0.0, 3600.0);
    addOption(*command, "--threads", config.threads, "0: all cores").between(0, 1024);
    addOption(*command, "--seed", config.seed, "Seed of episodes and fresh weights");
    addOption(*command, "--export-batch", options->batchFile,
              "Write the batches and their losses as JSON instead of measuring");
    addOption(*command, "--export-weights", options->weightFile,
              "Write the weights instead of measuring");
}

} // namespace ttt
