#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/runs/event_json.h"
#include "core/runs/manifest_json.h"
#include "core/runs/run_folder.h"
#include "core/runs/stored_task.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Calls `use` with every line and its place. A last line without a newline is what a killed writer
// leaves, so it is dropped when it cannot be used; anything else broken is an error.
template <typename Use>
void forEachLine(const fs::path& path, const Use& use) {
    if (!isThere(path)) return;
    const std::string text = readFile(path);
    size_t start = 0;
    for (int number = 1; start < text.size(); ++number) {
        const size_t end = text.find('\n', start);
        const bool whole = end != std::string::npos;
        const std::string line = text.substr(start, whole ? end - start : end);
        start = whole ? end + 1 : text.size();
        const std::string place = path.string() + ":" + std::to_string(number);
        if (!whole && !json::accept(line)) return;
        use(parseJson(line, place), place);
    }
}

void readPredictions(StoredRun& run) {
    forEachLine(run.folder / "predictions.jsonl", [&](const json& line, const std::string& place) {
        const RunEvent event = predictionFromJson(line, place);
        if (const auto* snapshot = std::get_if<PredictionSnapshot>(&event)) {
            run.snapshots.push_back(*snapshot);
        } else if (const auto* candidate = std::get_if<CandidateFound>(&event)) {
            run.candidates.push_back(*candidate);
        } else if (const auto* attempts = std::get_if<AttemptsChosen>(&event)) {
            run.attempts.push_back(*attempts);
        } else if (const auto* interim = std::get_if<InterimAnswer>(&event)) {
            run.interim.push_back(*interim);
        }
    });
}

TaskAnswers& answersOf(RunResult& result, const std::string& taskId) {
    const auto found = std::ranges::find(result.tasks, taskId, &TaskAnswers::taskId);
    if (found != result.tasks.end()) return *found;
    return result.tasks.emplace_back(TaskAnswers{taskId, {}, {}});
}

TestAnswer& testOf(RunResult& result, const std::string& taskId, bool withTtt, int test) {
    TaskAnswers& answers = answersOf(result, taskId);
    std::vector<TestAnswer>& tests = withTtt ? answers.withTtt : answers.withoutTtt;
    const auto index = static_cast<size_t>(std::max(test, 0));
    if (tests.size() <= index) tests.resize(index + 1);
    return tests[index];
}

// What a run without result.json came to, from what it streamed.
RunResult partialResult(const StoredRun& run) {
    RunResult result;
    result.status = RunStatus::Stopped;
    result.model = run.manifest.model;
    result.modelHash = run.manifest.modelHash;
    result.device = run.manifest.device;
    result.steps = run.steps.empty() ? 0 : run.steps.back().step;
    for (const StepMetrics& step : run.steps) result.trainedTokens += step.tokens;
    if (!run.steps.empty()) {
        result.firstLossNats = run.steps.front().lossNats;
        result.lastLossNats = run.steps.back().lossNats;
        result.seconds.train = run.steps.back().elapsedMs / 1000;
    }
    for (const AttemptsChosen& chosen : run.attempts) {
        testOf(result, chosen.taskId, chosen.withTtt, chosen.test).attempts = chosen.attempts;
    }
    return result;
}

void checkTestIndices(const StoredRun& run) {
    constexpr int kMostTests = 10000;
    const auto check = [&](int test) {
        if (test < 0 || test >= kMostTests) {
            throw Error(ErrorKind::BadInput, (run.folder / "predictions.jsonl").string(),
                        "found test " + std::to_string(test) + ", expected an index from 0");
        }
    };
    for (const CandidateFound& found : run.candidates) check(found.test);
    for (const AttemptsChosen& chosen : run.attempts) check(chosen.test);
}

std::optional<bool> solved(const std::vector<StoredTaskScores>& scores,
                           std::optional<StoredScore> StoredTaskScores::*side) {
    if (scores.empty()) return std::nullopt;
    bool all = true;
    for (const StoredTaskScores& task : scores) {
        if (!(task.*side)) return std::nullopt;
        all = all && (task.*side)->solvedAtTwo;
    }
    return all;
}

std::optional<double> accuracyOf(const std::vector<StoredTaskScores>& scores) {
    if (scores.size() != 1) return std::nullopt;
    const auto& [id, with, without] = scores.front();
    const std::optional<StoredScore>& score = with ? with : without;
    return score && score->ofTexts ? std::optional(score->accuracy) : std::nullopt;
}

} // namespace

StoredRun readRunFolder(const fs::path& folder) {
    StoredRun run;
    run.folder = folder;
    const fs::path manifest = folder / "manifest.json";
    if (!isThere(manifest)) {
        throw Error(ErrorKind::NotFound, folder.string(),
                    "not a run folder: manifest.json is missing");
    }
    run.manifest = manifestFromJson(readJson(manifest), manifest.string());
    const fs::path config = folder / "config.json";
    run.config = configFromJson(readJson(config), config.string());
    run.tasks = readStoredTasks(folder / "task.json");
    forEachLine(folder / "metrics.jsonl", [&](const json& line, const std::string& place) {
        run.steps.push_back(stepFromJson(line, place));
    });
    readPredictions(run);
    checkTestIndices(run);
    const fs::path result = folder / "result.json";
    run.finished = isThere(result);
    run.result =
        run.finished ? resultFromJson(readJson(result), result.string()) : partialResult(run);
    for (const CandidateFound& found : run.candidates) {
        testOf(run.result, found.taskId, found.withTtt, found.test)
            .candidates.push_back(found.candidate);
    }
    return run;
}

RunSummary readRunSummary(const fs::path& folder) {
    RunSummary summary;
    summary.folder = folder;
    const fs::path manifest = folder / "manifest.json";
    summary.manifest = manifestFromJson(readJson(manifest), manifest.string());
    const fs::path path = folder / "result.json";
    summary.finished = isThere(path);
    if (!summary.finished) return summary;
    const json document = readJson(path);
    const RunResult result = resultFromJson(document, path.string());
    summary.status = result.status;
    summary.totalSeconds = result.seconds.total;
    summary.lastLossNats = result.lastLossNats;
    const std::vector<StoredTaskScores> scores = scoresFromJson(document, path.string());
    summary.accuracy = accuracyOf(scores);
    if (summary.accuracy) return summary;
    summary.solvedWithTtt = solved(scores, &StoredTaskScores::withTtt);
    summary.solvedWithoutTtt = solved(scores, &StoredTaskScores::withoutTtt);
    return summary;
}

std::vector<RunSummary> listRuns(const fs::path& parent) {
    std::vector<RunSummary> runs;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(parent, problem)) {
        if (!isThere(entry.path() / "manifest.json")) continue;
        try {
            runs.push_back(readRunSummary(entry.path()));
        } catch (const Error& error) {
            RunSummary broken;
            broken.folder = entry.path();
            broken.problem = error.what();
            runs.push_back(std::move(broken));
        }
    }
    sortNewestFirst(runs);
    return runs;
}

void sortNewestFirst(std::vector<RunSummary>& runs) {
    std::ranges::sort(runs, [](const RunSummary& a, const RunSummary& b) {
        if (a.manifest.createdAt != b.manifest.createdAt) {
            return a.manifest.createdAt > b.manifest.createdAt;
        }
        return a.folder > b.folder;
    });
}

} // namespace ttt
