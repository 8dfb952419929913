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
    const SolverTask asked = withoutAnswers(task);
    if (isGridTask(asked)) outcome.side = maxSide(asked);
    return outcome;
}

// Those whose answer is known, and which of them each side has right.
std::vector<AnsweredQuestion> questionsOf(const FewShotTask& task, const TaskOutcome& outcome) {
    std::vector<AnsweredQuestion> questions;
    const TaskScore with = scoreTask(task, outcome.withTtt);
    const TaskScore without = scoreTask(task, outcome.withoutTtt);
    for (size_t test = 0; test < task.queries.size(); ++test) {
        const auto* question = std::get_if<std::string>(&task.queries[test].input);
        const std::optional<TestScore>& after = with.tests[test];
        const std::optional<TestScore>& before = without.tests[test];
        if (question == nullptr || !after || !before) continue;
        questions.push_back({*question, after->exactAtOne, before->exactAtOne});
    }
    return questions;
}

// Fills in what the run folder says of each of the outcomes' tasks.
void addRun(const fs::path& runFolder, std::vector<TaskOutcome>& outcomes) {
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
    for (TaskOutcome& outcome : outcomes) {
        outcome.status = result.status;
        outcome.seconds = result.seconds.total / static_cast<double>(outcomes.size()) /
                          static_cast<double>(std::max<int64_t>(1, result.trainedTogether));
        outcome.error = result.error;
        for (size_t i = 0; i < result.tasks.size(); ++i) {
            if (result.tasks[i].taskId != outcome.taskId) continue;
            outcome.withTtt = result.tasks[i].withTtt;
            outcome.withoutTtt = result.tasks[i].withoutTtt;
            outcome.withScore = scores[i].withTtt;
            outcome.withoutScore = scores[i].withoutTtt;
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
        addRun(suite.runFolder(unit), outcomes);
        for (size_t i = 0; i < tasks.size(); ++i) {
            outcomes[i].questions = questionsOf(tasks[i], outcomes[i]);
        }
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
    addRun(folder, table.outcomes);
    for (size_t i = 0; i < tasks.size(); ++i) {
        table.outcomes[i].questions = questionsOf(tasks[i], table.outcomes[i]);
    }
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
