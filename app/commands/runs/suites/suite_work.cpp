#include "app/commands/runs/suites/suite_work.h"

#include "app/commands/runs/execute_run.h"
#include "app/commands/runs/progress.h"
#include "app/commands/runs/suites/jobs.h"
#include "core/runs/suites/asked_task.h"
#include "core/runs/suites/claim.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string nameOfUnit(const Suite& suite, const SuiteUnit& unit) {
    if (unit.tasks.size() > 1) return std::to_string(unit.tasks.size()) + " tasks, shared adapter";
    const FewShotTask& task = suite.spec().tasks[unit.tasks.front()];
    return qualifiedId(task.set, task.id);
}

// Of one side's answers: how many of a text task's questions are right, whether a grid task is
// solved; empty for a side that was not asked.
std::string verdictOf(const json& section, bool grids) {
    if (section.value("tests", json::array()).empty()) return {};
    if (!section.contains(grids ? "solved_at_2" : "accuracy")) return "unknown";
    if (grids) return section.at("solved_at_2").get<bool>() ? "solved" : "wrong";
    return std::to_string(std::lround(section.at("accuracy").get<double>() * 100)) + " %";
}

std::string verdictText(const json& result, bool grids) {
    const auto status = result.at("status").get<std::string>();
    if (status != "done") return status + ": " + result.value("error", "");
    if (!result.contains("with_ttt")) return status;
    const std::string before = verdictOf(result.at("without_ttt"), grids);
    const std::string after = verdictOf(result.at("with_ttt"), grids);
    return before + (before.empty() || after.empty() ? "" : " -> ") + after;
}

std::string placeOf(const Suite& suite, size_t index) {
    return std::to_string(index + 1) + "/" + std::to_string(suite.units().size());
}

RunJob jobOf(const Suite& suite, const SuiteUnit& unit, Engine& engine, const fs::path& baselines) {
    RunJob job{suite.tasksOf(unit), suite.configOf(unit), suite.runFolder(unit), {}, baselines, {}};
    job.modelHash = engine.modelInfo(job.config.run.model).sha256;
    return job;
}

// Units that were claimed together are trained together.
void runUnits(CommandContext& context, Suite& suite, Engine& engine,
              const std::vector<size_t>& claimed, const fs::path& baselines) {
    std::vector<RunJob> jobs;
    for (const size_t index : claimed) {
        jobs.push_back(jobOf(suite, suite.units()[index], engine, baselines));
    }
    std::string label = placeOf(suite, claimed.front()) + " ";
    label += claimed.size() > 1 ? std::to_string(claimed.size()) + " tasks together"
                                : nameOfUnit(suite, suite.units()[claimed.front()]);
    std::vector<json> results;
    {
        Progress progress(context.err, context.barOnErr, label);
        results = executeTogether(
            engine, jobs, [&](const RunEvent& event) { progress.note(event); }, context.stop);
    }
    for (size_t i = 0; i < results.size(); ++i) {
        const json& result = results[i];
        const SuiteUnit& unit = suite.units()[claimed[i]];
        const FewShotTask& first = suite.spec().tasks[unit.tasks.front()];
        context.err << placeOf(suite, claimed[i]) << " " << nameOfUnit(suite, unit) << "  "
                    << verdictText(result, isGridTask(withoutAnswers(first))) << "  "
                    << secondsText(result.at("seconds").at("total").get<double>()) << "\n";
    }
}

} // namespace

void addSuiteOptions(CLI::App& command, SuiteOptions& options) {
    addOption(command, "--tasks", options.tasks,
              "A set, a folder, or a text file with one task a line");
    addOption(command, "--out", options.out,
              "Folder of the results, new or of the same tasks and configs")
        .required();
    addFlag(command, "--resume", options.resume,
            "Also take over runs of processes that are gone, and make failed ones again");
    addOption(command, "--jobs", options.jobs,
              "Processes that share the work and the cores; each needs its own memory")
        .between(int64_t{1}, int64_t{256});
    addFlag(command, kAsJobFlag, options.asJob, "One of several").hidden();
    addOption(command, "--limit", options.limit, "Only the first tasks")
        .between(int64_t{1}, int64_t{1000000});
    addSeedsOption(command, options.seeds);
    addConfigOptions(command, options.config);
}

SuiteSpec chosenTasks(CommandContext& context, const SuiteOptions& options) {
    if (options.tasks.empty()) {
        throw Error(ErrorKind::BadInput, "--tasks",
                    "it is missing, expected a set, a folder or a text file",
                    "only ttt suite --resume may leave it out");
    }
    TaskCatalog catalog = openCatalog(context);
    SuiteSpec chosen;
    chosen.tasks = selectTasks(context, catalog, options.tasks);
    if (options.limit > 0 && chosen.tasks.size() > static_cast<size_t>(options.limit)) {
        chosen.tasks.resize(static_cast<size_t>(options.limit));
    }
    for (const FewShotTask& task : chosen.tasks) chosen.levels.push_back(catalog.level(task));
    return chosen;
}

SuiteSpec withConfig(SuiteSpec chosen, const RunConfig& config, const SuiteOptions& options) {
    chosen.config = config;
    chosen.seeds = options.seeds.empty() ? std::vector{config.run.seed} : options.seeds;
    chosen.config.run.seed = chosen.seeds.front();
    return chosen;
}

void requireRunnable(Engine& engine, const SuiteSpec& spec) {
    requireRunnable(engine, spec.config);
    RunRequest request;
    request.config = spec.config;
    for (const FewShotTask& task : spec.tasks) {
        request.tasks.push_back(withoutAnswers(askedTask(task, spec.config)));
        if (spec.config.adapt.shared) continue;
        engine.check(request);
        request.tasks.clear();
    }
    if (spec.config.adapt.shared) engine.check(request);
}

void workOn(CommandContext& context, Suite& suite, Engine& engine,
            const SuiteWorkOptions& options) {
    // A shared adapter is one run over all tasks.
    const RunConfig& config = suite.spec().config;
    const auto together =
        config.adapt.shared ? size_t{1} : static_cast<size_t>(config.run.together);
    while (!context.stop.stop_requested()) {
        const std::vector<size_t> claimed = suite.claimSeveral(options.takeOver, together);
        if (claimed.empty()) return;
        const auto release = [&] {
            for (const size_t index : claimed) suite.release(index);
        };
        try {
            runUnits(context, suite, engine, claimed, options.baselines);
        } catch (...) {
            release();
            throw;
        }
        release();
    }
}

int suiteExitCode(CommandContext& context, const std::vector<Suite>& suites) {
    if (context.stop.stop_requested()) {
        context.err << "ttt: interrupted; go on with --resume\n";
        return kExitInterrupted;
    }
    size_t runs = 0;
    size_t failed = 0;
    size_t left = 0; // to no one
    for (const Suite& suite : suites) {
        runs += suite.units().size();
        for (const SuiteUnit& unit : suite.units()) {
            const UnitState state = suite.state(unit);
            const fs::path claim = suite.folder() / (unit.folder + ".claim");
            if (state == UnitState::Claimed) {
                context.err << "ttt: " << unit.folder << " is worked on by " << claimOwner(claim)
                            << "; if that is gone, remove " << claim.string() << "\n";
            } else if (state == UnitState::Abandoned) {
                context.err << "ttt: " << unit.folder
                            << " is not finished and its process is gone\n";
            }
            failed += state == UnitState::Failed ? 1 : 0;
            left += state == UnitState::Abandoned || state == UnitState::Interrupted ||
                            state == UnitState::Open
                        ? 1
                        : 0;
        }
    }
    if (failed + left == 0) return kExitDone;
    context.err << "ttt: of " << runs << " runs " << failed << " failed and " << left
                << " are not finished; --resume makes them\n";
    return kExitFailed;
}

} // namespace ttt
