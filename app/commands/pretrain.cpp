#include "app/commands/engine_commands.h"
#include "core/base/files.h"
#include "core/engine/pretrain_model.h"
#include "core/runs/pretraining/pretraining_folder.h"
#include "core/tasks/data_sets.h"

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
    addOption(*command, "--out", options->out, "Folder of the training run").required();
    addFlag(*command, "--resume", options->resume, "Go on from the folder's checkpoint");
    addOption(*command, "--hours", config.hours,
              "Planned hours of training, restarts included; pauses do not count")
        .between(0.0001, 10000.0);
    addOption(*command, "--size", config.size, "nano, small or base")
        .oneOf({"nano", "small", "base"});
    addOption(*command, "--seed", config.seed, "Seed of weights and episodes");
    addOption(*command, "--tokens-per-step", config.tokensPerStep, "Tokens of a step")
        .between(256, 1 << 20);
    addOption(*command, "--max-tokens", config.maxTokens, "Longest episode").between(128, 8192);
    addOption(*command, "--task-share", config.taskShare, "Share of ARC-AGI-1 training tasks")
        .between(0.0, 1.0);
    addOption(*command, "--muon-rate", config.muonRate, "Learning rate of the matrices")
        .between(1e-6, 1.0);
    addOption(*command, "--adamw-rate", config.adamwRate, "Learning rate of everything else")
        .between(1e-8, 1.0);
    addOption(*command, "--decay-share", config.decayShare,
              "Share of the hours over which the rates fall to zero")
        .between(0.01, 1.0);
    addOption(*command, "--device", config.device, "cpu or cuda:0");
    addOption(*command, "--checkpoint-minutes", config.checkpointMinutes, "Between checkpoints")
        .between(0.01, 600.0);
    addOption(*command, "--threads", options->threads, "0: all cores").between(0, 1024);
    addOption(*command, "--nice", options->niceness, "Added to the process's niceness")
        .between(0, 19);
}

} // namespace ttt
