#include "core/runs/run_folder.h"

#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/runs/event_json.h"
#include "core/runs/manifest_json.h"
#include "core/runs/stored_task.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string timeText(const char* format) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char buffer[32];
    return std::string(buffer, std::strftime(buffer, sizeof buffer, format, &utc));
}

void createEmptyFolder(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem) {
        throw Error(ErrorKind::Io, folder.string(),
                    "cannot create the run folder: " + problem.message());
    }
    const bool empty = fs::is_empty(folder, problem);
    if (problem) {
        throw Error(ErrorKind::Io, folder.string(),
                    "cannot read the run folder: " + problem.message());
    }
    if (!empty) {
        throw Error(ErrorKind::BadInput, folder.string(),
                    "the folder is not empty, and a run overwrites nothing",
                    "choose another folder");
    }
}

void completeManifest(RunManifest& manifest, const RunConfig& config,
                      const std::vector<FewShotTask>& tasks) {
    if (manifest.programVersion.empty()) manifest.programVersion = programVersion();
    if (manifest.gitHash.empty()) manifest.gitHash = programGitHash();
    if (manifest.createdAt.empty()) manifest.createdAt = timeText("%Y-%m-%dT%H:%M:%SZ");
    if (manifest.model.empty()) manifest.model = config.run.model;
    if (manifest.device.empty()) manifest.device = config.run.device;
    if (manifest.threads == 0) manifest.threads = config.run.threads;
    manifest.seed = config.run.seed;
    manifest.taskIds.clear();
    manifest.taskHashes.clear();
    for (const FewShotTask& task : tasks) {
        manifest.taskIds.push_back(qualifiedId(task.set, task.id));
        manifest.taskHashes.push_back(taskHash(task));
    }
}

// What an event adds to the folder: the name of the file and its line.
struct EventLine {
    const RunFolderWriter& writer;
    void append(const char* file, const std::string& line) const {
        appendLine(writer.folder() / file, line);
    }
    void operator()(const StepMetrics& metrics) const {
        append("metrics.jsonl", toJson(metrics).dump());
    }
    void operator()(const PredictionSnapshot& snapshot) const {
        append("predictions.jsonl", toJson(snapshot).dump());
    }
    void operator()(const CandidateFound& found) const {
        append("predictions.jsonl", toJson(found).dump());
    }
    void operator()(const AttemptsChosen& chosen) const {
        append("predictions.jsonl", toJson(chosen).dump());
    }
    void operator()(const InterimAnswer& answer) const {
        append("predictions.jsonl", toJson(answer).dump());
    }
    void operator()(const PhaseChanged& change) const {
        append("log.txt", std::to_string(static_cast<int64_t>(change.elapsedMs)) +
                              " ms: " + nameOf(change.phase));
    }
    void operator()(const LogMessage& message) const { append("log.txt", message.text); }
    void operator()(const RunStarted& started) const {
        append("log.txt", "started with model " + started.model + " on " + started.device + ", " +
                              std::to_string(started.plannedSteps) + " steps, " +
                              std::to_string(started.trainableParameters) +
                              " trainable parameters");
    }
};

} // namespace

std::string folderNameOf(const std::string& taskId) {
    std::string name = taskId;
    for (char& c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '.';
        if (!plain) c = '-';
    }
    if (name.empty() || name[0] == '.') name.insert(0, "task");
    return name.substr(0, 100);
}

fs::path newRunFolder(const std::string& taskId) {
    const fs::path runs = userDataFolder() / "runs";
    std::error_code problem;
    fs::create_directories(runs, problem);
    const std::string stem = timeText("%Y-%m-%d") + "-" + folderNameOf(taskId) + "-";
    for (int number = 1; !problem; ++number) {
        const fs::path folder = runs / (stem + std::to_string(number));
        if (fs::create_directory(folder, problem)) return folder;
    }
    throw Error(ErrorKind::Io, runs.string(), "cannot create a run folder: " + problem.message());
}

RunFolderWriter::RunFolderWriter(fs::path folder, const RunConfig& config,
                                 const std::vector<FewShotTask>& tasks, RunManifest manifest)
    : folder_(std::move(folder)), tasks_(tasks), manifest_(std::move(manifest)) {
    createEmptyFolder(folder_);
    completeManifest(manifest_, config, tasks_);
    writeFileAtomically(folder_ / "manifest.json", toJson(manifest_).dump(2) + "\n");
    writeFileAtomically(folder_ / "config.json", toJson(config).dump(2) + "\n");
    writeFileAtomically(folder_ / "task.json", storedTasks(tasks_).dump() + "\n");
}

void RunFolderWriter::record(const RunEvent& event) {
    if (const RunStarted* started = std::get_if<RunStarted>(&event)) noteStart(*started);
    std::visit(EventLine{*this}, event);
}

// What only the engine knows goes into the manifest as soon as it is known, so that the folder of a
// killed run has it.
void RunFolderWriter::noteStart(const RunStarted& started) {
    if (!started.model.empty()) manifest_.model = started.model;
    if (!started.device.empty()) manifest_.device = started.device;
    if (!started.modelHash.empty()) manifest_.modelHash = started.modelHash;
    if (!started.libtorchVersion.empty()) manifest_.libtorchVersion = started.libtorchVersion;
    if (started.threads > 0) manifest_.threads = started.threads;
    writeFileAtomically(folder_ / "manifest.json", toJson(manifest_).dump(2) + "\n");
}

json RunFolderWriter::finish(const RunResult& result) {
    RunResult complete = result;
    if (complete.model.empty()) complete.model = manifest_.model;
    if (complete.modelHash.empty()) complete.modelHash = manifest_.modelHash;
    if (complete.device.empty()) complete.device = manifest_.device;
    if (!complete.error.empty()) appendLine(folder_ / "log.txt", "failed: " + complete.error);
    const json document = resultToJson(complete, tasks_);
    writeFileAtomically(folder_ / "result.json", document.dump(2) + "\n");
    return document;
}

} // namespace ttt
