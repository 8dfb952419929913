#include "app/commands/runs/suites/suite_work.h"

#include "app/commands/runs/execute_run.h"
#include "app/commands/runs/progress.h"
#include "core/runs/suites/claim.h"

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

std::string verdictText(const json& result) {
    const auto status = result.at("status").get<std::string>();
    if (status != "done") return status + ": " + result.value("error", "");
    if (!result.contains("with_ttt")) return status;
    const auto word = [&](const char* side) -> std::string {
        const json& section = result.at(side);
        if (!section.contains("solved_at_2")) return "unknown";
        return section.at("solved_at_2").get<bool>() ? "solved" : "wrong";
    };
    return word("without_ttt") + " -> " + word("with_ttt");
}

void runUnit(CommandContext& context, Suite& suite, Engine& engine, size_t index,
             const fs::path& baselines, SuiteWork& work) {
    const SuiteUnit& unit = suite.units()[index];
    const std::string label = std::to_string(index + 1) + "/" +
                              std::to_string(suite.units().size()) + " " + nameOfUnit(suite, unit);
    RunJob job{suite.tasksOf(unit), suite.configOf(unit), suite.runFolder(unit), {}, baselines, {}};
    job.modelHash = engine.modelInfo(job.config.run.model).sha256;
    json result;
    {
        Progress progress(context.err, context.barOnErr, label);
        result = executeRun(
            engine, job, [&](const RunEvent& event) { progress.note(event); }, context.stop);
    }
    const auto status = result.at("status").get<std::string>();
    work.interrupted = status == "stopped";
    ++(status == "failed" ? work.failed : work.done);
    context.err << label << "  " << verdictText(result) << "  "
                << secondsText(result.at("seconds").at("total").get<double>()) << "\n";
}

} // namespace

SuiteWork workOn(CommandContext& context, Suite& suite, Engine& engine,
                 const SuiteWorkOptions& options) {
    SuiteWork work;
    while (!context.stop.stop_requested()) {
        const std::optional<size_t> index = suite.claimNext(options.takeOver);
        if (!index) return work;
        try {
            runUnit(context, suite, engine, *index, options.baselines, work);
        } catch (...) {
            suite.release(*index);
            throw;
        }
        suite.release(*index);
        if (work.interrupted) return work;
    }
    work.interrupted = true;
    return work;
}

void reportUnfinished(CommandContext& context, const Suite& suite) {
    int64_t open = 0;
    for (const SuiteUnit& unit : suite.units()) {
        const UnitState state = suite.state(unit);
        const fs::path claim = suite.folder() / (unit.folder + ".claim");
        if (state == UnitState::Abandoned) {
            context.err << "ttt: " << unit.folder
                        << " is not finished and its process is gone; --resume takes it over\n";
        } else if (state == UnitState::Claimed) {
            context.err << "ttt: " << unit.folder << " is worked on by " << claimOwner(claim)
                        << "; if that is gone, remove " << claim.string() << "\n";
        } else if (state != UnitState::Finished) {
            ++open;
        }
    }
    if (open > 0) context.err << "ttt: " << open << " runs have not been made\n";
}

} // namespace ttt
