#include "app/commands/all_commands.h"
#include "app/commands/runs/execute_run.h"
#include "app/commands/runs/progress.h"
#include "app/commands/runs/result_text.h"
#include "app/commands/tasks/draw_grids.h"
#include "core/config/config_json.h"
#include "core/runs/suites/asked_task.h"

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

struct Options {
    std::string task;
    std::string out;
    std::string adapter;
    ConfigOptions config;
};

// The run folder's adapter, or the adapter's own folder.
fs::path adapterFolder(const std::string& given) {
    if (given.empty()) return {};
    std::error_code ignored;
    for (const fs::path& folder : {fs::path(given), fs::path(given) / "adapter"}) {
        for (const char* file : {"adapter_config.json", "weights.safetensors"}) {
            if (fs::exists(folder / file, ignored)) return folder;
        }
    }
    throw Error(ErrorKind::NotFound, given,
                "found neither adapter_config.json nor weights.safetensors, expected the adapter/ "
                "folder of a run");
}

void requireUsableFolder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::exists(folder, ignored)) return;
    if (fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored)) return;
    throw Error(ErrorKind::BadInput, folder.string(),
                "something is there already, and a run overwrites nothing", "choose another --out");
}

int exitCodeOf(CommandContext& context, const json& result) {
    const auto status = result.at("status").get<std::string>();
    if (status == nameOf(RunStatus::Done)) return kExitDone;
    if (status == nameOf(RunStatus::Stopped)) {
        context.err << "ttt: interrupted; what was measured is in "
                    << result.at("folder").get<std::string>() << "\n";
        return kExitInterrupted;
    }
    context.err << "ttt: the run failed: " << result.value("error", "no reason given") << "\n";
    return kExitFailed;
}

// Answers that come before the run's end: without TTT and at the marks of training.
void showEarlyAnswer(const RunEvent& event, bool colour, Progress& progress) {
    const std::vector<Value>* attempts = nullptr;
    std::string title;
    int test = 0;
    if (const auto* chosen = std::get_if<AttemptsChosen>(&event); chosen && !chosen->withTtt) {
        attempts = &chosen->attempts;
        title = "without TTT";
        test = chosen->test;
    } else if (const auto* interim = std::get_if<InterimAnswer>(&event)) {
        attempts = &interim->attempts;
        title = "after step " + std::to_string(interim->step);
        test = interim->test;
    }
    if (attempts == nullptr || attempts->empty()) return;
    if (!std::holds_alternative<Grid>(attempts->front())) return; // texts are many and short
    std::vector<TitledValue> values;
    for (const Value& attempt : *attempts) {
        const bool first = values.empty();
        values.push_back(
            {first ? "test " + std::to_string(test) + " " + title : "second", attempt});
    }
    progress.keep(drawValues(values, colour));
}

int runTask(CommandContext& context, const Options& options) {
    const FewShotTask found = findTask(context, options.task);
    const RunConfig config = options.config.loadFor(found);
    const FewShotTask task = askedTask(found, config);
    if (!options.out.empty()) requireUsableFolder(options.out);
    RunJob job{{task}, config, {}, adapterFolder(options.adapter), {}, {}};
    const auto engine = context.makeEngine();
    job.modelHash = requireRunnable(*engine, job).sha256;
    const std::string id = qualifiedId(task.set, task.id);
    job.folder = options.out.empty() ? newRunFolder(id) : fs::path(options.out);
    context.working = true;
    json result;
    {
        Progress progress(context.err, context.barOnErr, id);
        result = executeRun(
            *engine, job,
            [&](const RunEvent& event) {
                progress.note(event);
                if (!context.json) showEarlyAnswer(event, context.barOnErr, progress);
            },
            context.stop);
    }
    result["folder"] = job.folder.string();
    if (context.json)
        printJson(context, result);
    else
        printText(context, resultText(result, task, context.colourOut));
    return exitCodeOf(context, result);
}

} // namespace

void addRunCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addComputingCommand(app, context, "run", "Train on a task at test time and answer it",
                            [options](CommandContext& c) { return runTask(c, *options); });
    addOption(*command, "TASK", options->task, "SET:ID, a bare id, or a task file").required();
    addOption(*command, "--out", options->out,
              "Run folder, missing or empty (default: a new one in the data folder)");
    addOption(*command, "--adapter", options->adapter,
              "Answer with the saved adapter of this run folder, without training");
    addConfigOptions(*command, options->config);
}

} // namespace ttt
