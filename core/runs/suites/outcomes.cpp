#include "core/runs/suites/outcomes.h"

#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/runs/manifest_json.h"
#include "core/runs/scores.h"
#include "core/runs/stored_task.h"
#include "core/runs/suites/asked_task.h"
#include "core/runs/suites/suite.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

TaskOutcome outcomeOf(const FewShotTask& task, int64_t seed) {
    TaskOutcome outcome;
    outcome.taskId = qualifiedId(task.set, task.id);
    outcome.tests = static_cast<int>(task.queries.size());
    outcome.truthKnown = std::ranges::all_of(
        task.queries, [](const Query& query) { return query.output.has_value(); });
    outcome.seed = seed;
    for (const Query& query : task.queries) {
        const auto* question = std::get_if<std::string>(&query.input);
        if (question != nullptr && query.output) outcome.questions.push_back({*question});
    }
    return outcome;
}

// Which of the task's questions each side has right.
void markQuestions(const FewShotTask& task, TaskOutcome& outcome) {
    if (outcome.questions.empty()) return;
    const TaskScore with = scoreTask(task, outcome.withTtt);
    const TaskScore without = scoreTask(task, outcome.withoutTtt);
    size_t question = 0;
    for (size_t test = 0; test < task.queries.size(); ++test) {
        const std::optional<TestScore>& after = with.tests[test];
        const std::optional<TestScore>& before = without.tests[test];
        if (!after || !before) continue; // its answer is not known
        outcome.questions[question].withTtt = after->exactAtOne;
        outcome.questions[question].withoutTtt = before->exactAtOne;
        ++question;
    }
}

// Fills in what the run folder says of each of the tasks; one outcome a task.
void addRun(const fs::path& runFolder, const std::vector<FewShotTask>& tasks,
            std::vector<TaskOutcome>& outcomes) {
    if (!isThere(runFolder / "manifest.json")) return;
    for (TaskOutcome& outcome : outcomes) {
        outcome.status = RunStatus::Stopped;
        outcome.runFolder = runFolder;
    }
    const fs::path path = runFolder / "result.json";
    if (!isThere(path)) return;
    const json document = readJson(path);
    const RunResult result = resultFromJson(document, path.string());
    const std::vector<StoredTaskScores> scores = scoresFromJson(document, path.string());
    for (size_t task = 0; task < tasks.size(); ++task) {
        TaskOutcome& outcome = outcomes[task];
        outcome.status = result.status;
        outcome.seconds = result.seconds.total / static_cast<double>(outcomes.size());
        outcome.error = result.error;
        for (size_t i = 0; i < result.tasks.size(); ++i) {
            if (result.tasks[i].taskId != outcome.taskId) continue;
            outcome.withTtt = result.tasks[i].withTtt;
            outcome.withoutTtt = result.tasks[i].withoutTtt;
            outcome.withScore = scores[i].withTtt;
            outcome.withoutScore = scores[i].withoutTtt;
            markQuestions(tasks[task], outcome);
        }
    }
}

OutcomeTable readSuiteOutcomes(const fs::path& folder) {
    const Suite suite = Suite::open(folder);
    OutcomeTable table{
        folder, suite.spec().config, suite.spec().config.run.model, suite.spec().seeds, {}, {}};
    for (const FewShotTask& task : suite.spec().tasks) {
        table.taskIds.push_back(qualifiedId(task.set, task.id));
    }
    for (const SuiteUnit& unit : suite.units()) {
        std::vector<FewShotTask> tasks;
        std::vector<TaskOutcome> outcomes;
        for (const size_t index : unit.tasks) {
            tasks.push_back(askedTask(suite.spec().tasks[index], suite.configOf(unit)));
            outcomes.push_back(outcomeOf(tasks.back(), unit.seed));
            if (index < suite.spec().levels.size()) {
                outcomes.back().level = suite.spec().levels[index];
            }
        }
        addRun(suite.runFolder(unit), tasks, outcomes);
        table.outcomes.insert(table.outcomes.end(), outcomes.begin(), outcomes.end());
    }
    return table;
}

OutcomeTable readRunOutcomes(const fs::path& folder) {
    const RunSummary summary = readRunSummary(folder);
    const fs::path config = folder / "config.json";
    OutcomeTable table;
    table.folder = folder;
    table.config = configFromJson(readJson(config), config.string());
    table.model = summary.manifest.model;
    table.seeds = {table.config.run.seed};
    const std::vector<FewShotTask> tasks = readStoredTasks(folder / "task.json");
    for (const FewShotTask& task : tasks) {
        table.outcomes.push_back(outcomeOf(task, table.seeds[0]));
        table.taskIds.push_back(table.outcomes.back().taskId);
    }
    addRun(folder, tasks, table.outcomes);
    return table;
}

} // namespace

const std::optional<StoredScore>& TaskOutcome::score() const {
    return onlyWithout() ? withoutScore : withScore;
}

bool TaskOutcome::hasRight(const AnsweredQuestion& asked) const {
    return onlyWithout() ? asked.withoutTtt : asked.withTtt;
}

OutcomeTable readOutcomes(const fs::path& folder) {
    if (Suite::isSuiteFolder(folder)) return readSuiteOutcomes(folder);
    if (isThere(folder / "manifest.json")) return readRunOutcomes(folder);
    throw Error(ErrorKind::NotFound, folder.string(),
                "neither a suite folder (suite.json) nor a run folder (manifest.json)");
}

} // namespace ttt
