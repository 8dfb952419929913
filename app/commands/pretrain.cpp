#include "app/commands/engine_commands.h"
#include "app/commands/options.h"
#include "core/base/files.h"
#include "core/engine/pretrain_model.h"
#include "core/runs/pretraining/pretraining_folder.h"
#include "core/tasks/data_sets.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <unistd.h>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    PretrainConfig config;
    std::vector<CommandOption> fields; // one for each field of config
    std::filesystem::path out;
    bool resume = false;
    int threads = 0;
    int niceness = 19;
};

// "--tokens-per-step" with the field's help and range.
CommandOption addFieldOption(CLI::App& command, const FieldRef& field) {
    std::string name = "--" + std::string(field.info.key);
    std::ranges::replace(name, '_', '-');
    const std::string help(field.info.help.substr(0, field.info.help.size() - 1));
    return std::visit(
        [&]<typename Value>(Value* place) -> CommandOption {
            if constexpr (std::is_same_v<Value, bool>) {
                throw std::logic_error("a switch among the fields of pretraining");
            } else {
                CommandOption option = addOption(command, name, *place, help);
                if constexpr (std::is_same_v<Value, StringList>) option.separatedBy(',');
                if constexpr (std::is_arithmetic_v<Value>) {
                    option.between(static_cast<Value>(field.info.min),
                                   static_cast<Value>(field.info.max));
                }
                return option;
            }
        },
        field.place);
}

// What the command line does not say is as the folder's training was asked for.
PretrainConfig askedConfig(const Options& options) {
    PretrainConfig config = options.config;
    std::optional<PretrainConfig> before;
    if (options.resume) before = readPretrainingSettings(options.out);
    if (!before) return config;
    const std::vector<FieldRef> fields = fieldsOf(config);
    const std::vector<FieldRef> stored = fieldsOf(*before);
    for (size_t i = 0; i < fields.size(); ++i) {
        if (!options.fields[i].given()) fields[i].assign(stored[i].value());
    }
    return config;
}

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
    const PretrainConfig config = askedConfig(options);
    requireTrainable(config, options.out); // before anything is written
    // Training is for idle cores; whatever else runs goes first.
    if (::nice(options.niceness) == -1) context.err << "the priority could not be lowered\n";
    const PretrainingClaim claim(options.out);
    writePretrainingSettings(options.out, config);
    context.working = true;
    ReportPace pace;
    const auto report = [&](const PretrainProgress& progress) {
        if (!pace.isDue(progress)) return;
        const std::string line = toJson(progress).dump();
        appendLine(options.out / "metrics.jsonl", line);
        context.out << line << std::endl;
    };
    const bool done = pretrainModel(config, options.out, defaultArcFolder(), options.threads,
                                    report, context.stop);
    if (!context.out) {
        context.err << "ttt: standard output took no more; all of it is in "
                    << (options.out / "metrics.jsonl").string() << "\n";
        return kExitFailed;
    }
    return done ? kExitDone : kExitInterrupted;
}

} // namespace

void addPretrainCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = addComputingCommand(
        app, context, "pretrain", "Pretrain an ARC decoder; progress as JSON Lines",
        [options](CommandContext& c) { return pretrainCommand(c, *options); });
    addOption(*command, "--out", options->out, "Folder of the training run").required();
    addFlag(*command, "--resume", options->resume,
            "Go on from the folder's checkpoint, as that training was asked for");
    for (const FieldRef& field : fieldsOf(options->config)) {
        options->fields.push_back(addFieldOption(*command, field));
    }
    addOption(*command, "--threads", options->threads, "0: all cores").between(0, 1024);
    addOption(*command, "--nice", options->niceness, "Added to the process's niceness")
        .between(0, 19);
}

} // namespace ttt
