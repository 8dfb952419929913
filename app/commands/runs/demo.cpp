#include "app/commands/all_commands.h"
#include "app/commands/runs/execute_run.h"
#include "app/commands/runs/progress.h"
#include "app/commands/runs/result_text.h"
#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/tasks/arc_json.h"

namespace ttt {

using nlohmann::json;

namespace {

constexpr const char* kIntroduction =
    "Test-time training on real ARC-AGI-1 evaluation tasks: the model answers each task as it is,\n"
    "then a copy of it is trained on the task's own demonstrations for a few seconds and answers\n"
    "again. It never sees a test output.\n";

bool solved(const json& result, const char* section) {
    return result.at(section).value("solved_at_2", false);
}

json runOne(CommandContext& context, Engine& engine, const FewShotTask& task,
            const RunConfig& config) {
    const std::string id = qualifiedId(task.set, task.id);
    const RunJob job{{task}, config, newRunFolder(id), {}, {}, {}};
    json result;
    {
        Progress progress(context.err, context.barOnErr, id);
        result = executeRun(
            engine, job, [&](const RunEvent& event) { progress.note(event); }, context.stop);
    }
    result["folder"] = job.folder.string();
    return result;
}

int demo(CommandContext& context) {
    const std::string place = (resourceFolder() / "samples" / "demonstration.json").string();
    const json sample = readJson(place);
    const RunConfig config = loadConfig(sample.at("preset").get<std::string>());
    const auto engine = context.makeEngine();
    requireRunnable(*engine, config);
    context.working = true;
    if (!context.json) printText(context, kIntroduction);
    json results = json::array();
    int before = 0;
    int after = 0;
    for (const json& id : sample.at("tasks")) {
        const FewShotTask task = findTask(context, id.get<std::string>());
        results.push_back(runOne(context, *engine, task, config));
        const json& result = results.back();
        before += solved(result, "without_ttt") ? 1 : 0;
        after += solved(result, "with_ttt") ? 1 : 0;
        if (!context.json) {
            printText(context, "\n" + id.get<std::string>() + "\n" +
                                   resultText(result, task, context.colourOut));
        }
        if (context.stop.stop_requested()) return kExitInterrupted;
    }
    if (context.json) {
        printJson(context, results);
    } else {
        printText(context, "\n" + std::to_string(before) + " of " + std::to_string(results.size()) +
                               " solved without TTT, " + std::to_string(after) + " with it. " +
                               sample.at("choice").get<std::string>() + "\n");
    }
    return kExitDone;
}

} // namespace

void addDemoCommand(CLI::App& app, CommandContext& context) {
    addComputingCommand(app, context, "demo", "Test-time training on a bundled choice of ARC tasks",
                        demo);
}

} // namespace ttt
