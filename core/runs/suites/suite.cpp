#include "core/runs/suites/suite.h"

#include "core/base/files.h"
#include "core/config/config_json.h"
#include "core/runs/event_json.h"
#include "core/runs/manifest_json.h"
#include "core/runs/stored_task.h"
#include "core/runs/suites/asked_task.h"
#include "core/runs/suites/claim.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// The bare id where no other task of the suite has it, else with its set.
std::vector<std::string> folderNames(const std::vector<FewShotTask>& tasks) {
    std::map<std::string, int> uses;
    for (const FewShotTask& task : tasks) ++uses[folderNameOf(task.id)];
    std::vector<std::string> names;
    for (const FewShotTask& task : tasks) {
        const std::string bare = folderNameOf(task.id);
        names.push_back(uses[bare] == 1 ? bare : folderNameOf(qualifiedId(task.set, task.id)));
    }
    return names;
}

std::vector<SuiteUnit> unitsOf(const SuiteSpec& spec) {
    const std::vector<std::string> names = folderNames(spec.tasks);
    std::vector<SuiteUnit> units;
    for (const int64_t seed : spec.seeds) {
        const std::string suffix = spec.seeds.size() > 1 ? "-s" + std::to_string(seed) : "";
        if (spec.config.adapt.shared) {
            SuiteUnit unit{"shared" + suffix, {}, seed};
            for (size_t i = 0; i < spec.tasks.size(); ++i) unit.tasks.push_back(i);
            units.push_back(std::move(unit));
            continue;
        }
        for (size_t i = 0; i < spec.tasks.size(); ++i) {
            units.push_back({"runs/" + names[i] + suffix, {i}, seed});
        }
    }
    return units;
}

template <typename T>
void requireDistinct(std::vector<T> values, const char* what) {
    if (values.empty()) {
        throw Error(ErrorKind::BadInput, "suite",
                    std::string("found no ") + what + ", expected at least one");
    }
    std::ranges::sort(values);
    if (std::ranges::adjacent_find(values) != values.end()) {
        throw Error(ErrorKind::BadInput, "suite", std::string("found the same ") + what + " twice");
    }
}

void requireSound(const SuiteSpec& spec) {
    std::vector<std::string> ids;
    for (const FewShotTask& task : spec.tasks) ids.push_back(qualifiedId(task.set, task.id));
    requireDistinct(ids, "task");
    requireDistinct(folderNames(spec.tasks), "task folder");
    requireDistinct(spec.seeds, "seed");
}

// What makes two suites the same one.
json identityOf(const SuiteSpec& spec) {
    const std::vector<std::string> names = folderNames(spec.tasks);
    json tasks = json::array();
    for (size_t i = 0; i < spec.tasks.size(); ++i) {
        const FewShotTask& task = spec.tasks[i];
        json entry{
            {"id", qualifiedId(task.set, task.id)}, {"hash", taskHash(task)}, {"folder", names[i]}};
        if (i < spec.levels.size() && !spec.levels[i].empty()) entry["level"] = spec.levels[i];
        tasks.push_back(std::move(entry));
    }
    return {{"tasks", std::move(tasks)}, {"seeds", spec.seeds}, {"config", toJson(spec.config)}};
}

std::string firstDifference(const json& found, const json& wanted) {
    for (const char* part : {"tasks", "seeds", "config"}) {
        if (found.value(part, json()) != wanted.at(part)) return part;
    }
    return {};
}

void requireEmptyOrAbsent(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::exists(folder, ignored)) return;
    if (!fs::is_directory(folder, ignored)) {
        throw Error(ErrorKind::BadInput, folder.string(), "found a file, expected a folder");
    }
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        // Left by a process that is making the same suite at this moment.
        if (name.starts_with("tasks.json") || name.starts_with("suite.json")) continue;
        throw Error(ErrorKind::BadInput, folder.string(),
                    "the folder is not empty and holds no suite", "choose another folder");
    }
}

void requireSame(const fs::path& folder, const json& identity) {
    const fs::path path = folder / "suite.json";
    json found = readJson(path);
    // Fields that are newer than the suite have the values that they had without a name.
    const json config = storedMember<json>(found, "config", path.string());
    found["config"] = toJson(configFromJson(config, path.string()));
    const std::string part = firstDifference(found, identity);
    if (part.empty()) return;
    throw Error(ErrorKind::BadInput, path.string(),
                "the folder holds a suite with other " + part + (part == "config" ? " values" : ""),
                "choose another folder, or give the same arguments as when it was started");
}

} // namespace

Suite::Suite(fs::path folder, SuiteSpec spec)
    : folder_(std::move(folder)),
      spec_(std::move(spec)),
      units_(unitsOf(spec_)),
      seenFinished_(units_.size()) {}

bool Suite::isSuiteFolder(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / "suite.json", ignored);
}

Suite Suite::createOrJoin(const fs::path& folder, const SuiteSpec& spec) {
    requireSound(spec);
    const json identity = identityOf(spec);
    if (!isSuiteFolder(folder)) {
        requireEmptyOrAbsent(folder);
        json document = identity;
        document["format_version"] = kRunFormatVersion;
        document["program_version"] = programVersion();
        document["git_hash"] = programGitHash();
        // The tasks first: suite.json says that everything is there. Of two processes that come
        // here at once one writes it, and both go on.
        writeFileAtomically(folder / "tasks.json", storedTasks(spec.tasks).dump() + "\n");
        createClaimFile(folder / "suite.json", document.dump(1) + "\n");
    }
    requireSame(folder, identity);
    return Suite(folder, spec);
}

Suite Suite::open(const fs::path& folder) {
    const fs::path path = folder / "suite.json";
    if (!isSuiteFolder(folder)) {
        throw Error(ErrorKind::NotFound, folder.string(),
                    "not a suite folder: suite.json is missing");
    }
    const json document = readJson(path);
    SuiteSpec spec;
    spec.tasks = readStoredTasks(folder / "tasks.json");
    spec.seeds = storedMember<std::vector<int64_t>>(document, "seeds", path.string());
    spec.config =
        configFromJson(storedMember<json>(document, "config", path.string()), path.string());
    for (const json& task : storedMember<json>(document, "tasks", path.string())) {
        spec.levels.push_back(storedMemberOr<std::string>(task, "level", path.string(), {}));
    }
    requireSound(spec);
    requireSame(folder, identityOf(spec));
    return Suite(folder, std::move(spec));
}

fs::path Suite::claimFile(const SuiteUnit& unit) const {
    return folder_ / (unit.folder + ".claim");
}

std::optional<RunStatus> Suite::ending(const SuiteUnit& unit) const {
    std::error_code ignored;
    if (!fs::exists(runFolder(unit) / "result.json", ignored)) return std::nullopt;
    const RunStatus status = readRunSummary(runFolder(unit)).status;
    if (status == RunStatus::Stopped) return std::nullopt;
    return status;
}

bool Suite::failedBefore(const SuiteUnit& unit) const {
    std::error_code problem;
    const auto ended = fs::last_write_time(runFolder(unit) / "result.json", problem);
    return !problem && ended < opened_ && ending(unit) == RunStatus::Failed;
}

UnitState Suite::state(const SuiteUnit& unit) const {
    if (const auto status = ending(unit)) {
        return *status == RunStatus::Failed ? UnitState::Failed : UnitState::Finished;
    }
    switch (claimState(claimFile(unit))) {
    case ClaimState::Alive:
    case ClaimState::Elsewhere:
        return UnitState::Claimed;
    case ClaimState::Dead:
        return UnitState::Abandoned;
    case ClaimState::Free:
        break;
    }
    std::error_code ignored;
    return fs::exists(runFolder(unit), ignored) ? UnitState::Interrupted : UnitState::Open;
}

void Suite::moveAside(const SuiteUnit& unit) const {
    std::error_code problem;
    if (!fs::exists(runFolder(unit), problem)) return;
    fs::create_directories(folder_ / "interrupted", problem);
    const std::string name = fs::path(unit.folder).filename().string() + "-";
    for (int number = 1;; ++number) {
        const fs::path target = folder_ / "interrupted" / (name + std::to_string(number));
        if (fs::exists(target, problem)) continue;
        fs::rename(runFolder(unit), target, problem);
        if (!problem) return;
        throw Error(ErrorKind::Io, runFolder(unit).string(),
                    "cannot move the interrupted run aside: " + problem.message());
    }
}

bool Suite::tryClaim(size_t index, bool takeOver) {
    if (seenFinished_[index]) return false;
    const SuiteUnit& unit = units_[index];
    const UnitState before = state(unit);
    const bool again = before == UnitState::Failed && takeOver && failedBefore(unit);
    seenFinished_[index] = before == UnitState::Finished || (before == UnitState::Failed && !again);
    if (seenFinished_[index] || before == UnitState::Claimed) return false;
    if (before == UnitState::Abandoned) {
        if (!takeOver || !dropDeadClaim(claimFile(unit), folder_ / "takeover.lock")) return false;
    }
    if (!takeClaim(claimFile(unit))) return false;
    // It may have been finished, and its claim dropped, since the look above.
    if (ending(unit) && !(again && failedBefore(unit))) {
        dropClaim(claimFile(unit));
        return false;
    }
    moveAside(unit);
    return true;
}

std::optional<size_t> Suite::claimNext(bool takeOver) {
    const std::vector<size_t> claimed = claimSeveral(takeOver, 1);
    if (claimed.empty()) return std::nullopt;
    return claimed.front();
}

std::vector<size_t> Suite::claimSeveral(bool takeOver, size_t count) {
    std::vector<size_t> claimed;
    for (size_t i = 0; i < units_.size() && claimed.size() < count; ++i) {
        if (tryClaim(i, takeOver)) claimed.push_back(i);
    }
    return claimed;
}

void Suite::release(size_t unit) { dropClaim(claimFile(units_.at(unit))); }

std::vector<FewShotTask> Suite::tasksOf(const SuiteUnit& unit) const {
    std::vector<FewShotTask> tasks;
    const RunConfig config = configOf(unit);
    for (const size_t index : unit.tasks) {
        tasks.push_back(askedTask(spec_.tasks.at(index), config));
    }
    return tasks;
}

RunConfig Suite::configOf(const SuiteUnit& unit) const {
    RunConfig config = spec_.config;
    config.run.seed = unit.seed;
    return config;
}

} // namespace ttt
