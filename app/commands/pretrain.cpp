#include "app/commands/engine_commands.h"
#include "core/base/files.h"
#include "core/engine/pretrain_model.h"
#include "core/runs/pretraining/pretraining_folder.h"
#include "core/tasks/data_sets.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    PretrainConfig config;
    std::filesystem::path out;
    bool resume = false;
    int threads = 0;
    int niceness = 19;
};

json toJson(const PretrainProgress& progress) {
    json line{{"step", progress.step},
              {"tokens", progress.tokens},
              {"hours", progress.hours},
              {"loss", progress.lossNats},
              {"learning_factor", progress.learningFactor},
              {"tokens_per_second", progress.tokensPerSecond}};
    const auto addMeasured = [&](const char* key, double loss) {
        if (std::isfinite(loss)) line[key] = loss;
    };
    addMeasured("held_out_tasks_loss", progress.heldOutTasksLossNats);
    addMeasured("held_out_families_loss", progress.heldOutFamiliesLossNats);
    return line;
}

constexpr int64_t kReportEvery = 20; // steps
constexpr double kReportSeconds = 5; // where those take long

// Says when a step is worth a line.
class ReportPace {
public:
    bool isDue(const PretrainProgress& progress) {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> since = now - last_;
        const bool measured = std::isfinite(progress.heldOutFamiliesLossNats);
        const bool due =
            measured || progress.step % kReportEvery == 0 || since.count() >= kReportSeconds;
        if (due) last_ = now;
        return due;
    }

private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

int pretrainCommand(CommandContext& context, const Options& options) {
    if (hasCheckpoint(options.out) && !options.resume) {
        throw Error(ErrorKind::BadInput, options.out.string(),
                    "the folder holds a training run already",
                    "add --resume, or take a new folder");
    }
    const auto before = readPretrainingSettings(options.out);
    if (before && options.resume && before->size != options.config.size) {
        throw Error(ErrorKind::BadInput, options.out.string(),
                    "found a training of size " + before->size + ", expected " +
                        options.config.size,
                    "give --size " + before->size);
    }
    // Training is for idle cores; whatever else runs goes first.
    if (::nice(options.niceness) == -1) context.err << "the priority could not be lowered\n";
    const PretrainingClaim claim(options.out);
    const PretrainConfig& config = options.config;
    writePretrainingSettings(options.out, {config.size, config.hours, config.seed, config.device});
    context.working = true;
    ReportPace pace;
    const auto report = [&](const PretrainProgress& progress) {
        if (!pace.isDue(progress)) return;
        const std::string line = toJson(progress).dump();
        appendLine(options.out / "metrics.jsonl", line);
        context.out << line << std::endl;
    };
    const bool done = pretrainModel(options.config, options.out, defaultArcFolder(),
                                    options.threads, report, context.stop);
    return done ? kExitDone : kExitInterrupted;
}

} // namespace

void addPretrainCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = addComputingCommand(
        app, context, "pretrain", "Pretrain an ARC decoder; progress as JSON Lines",
        [options](CommandContext& c) { return pretrainCommand(c, *options); });
    PretrainConfig& config = options->config;
    command->add_option("--out", options->out, "Folder of the training run")->required();
    command->add_flag("--resume", options->resume, "Go on from the folder's checkpoint");
    command
        ->add_option("--hours", config.hours,
                     "Planned hours of training, restarts included; pauses do not count")
        ->check(CLI::Range(0.0001, 10000.0));
    command->add_option("--size", config.size, "nano, small or base")
        ->check(CLI::IsMember({"nano", "small", "base"}));
    command->add_option("--seed", config.seed, "Seed of weights and episodes");
    command->add_option("--tokens-per-step", config.tokensPerStep, "Tokens of a step")
        ->check(CLI::Range(256, 1 << 20));
    command->add_option("--max-tokens", config.maxTokens, "Longest episode")
        ->check(CLI::Range(128, 8192));
    command->add_option("--task-share", config.taskShare, "Share of ARC-AGI-1 training tasks")
        ->check(CLI::Range(0.0, 1.0));
    command->add_option("--muon-rate", config.muonRate, "Learning rate of the matrices")
        ->check(CLI::Range(1e-6, 1.0));
    command->add_option("--adamw-rate", config.adamwRate, "Learning rate of everything else")
        ->check(CLI::Range(1e-8, 1.0));
    command
        ->add_option("--decay-share", config.decayShare,
                     "Share of the hours over which the rates fall to zero")
        ->check(CLI::Range(0.01, 1.0));
    command->add_option("--device", config.device, "cpu or cuda:0");
    command->add_option("--checkpoint-minutes", config.checkpointMinutes, "Between checkpoints")
        ->check(CLI::Range(0.01, 600.0));
    command->add_option("--threads", options->threads, "0: all cores")->check(CLI::Range(0, 1024));
    command->add_option("--nice", options->niceness, "Added to the process's niceness")
        ->check(CLI::Range(0, 19));
}

} // namespace ttt
