#include "core/runs/stored_task.h"

#include "core/base/files.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

json storedTask(const FewShotTask& task) {
    json document = toArcJson(task);
    document["id"] = task.id;
    document["set"] = task.set;
    if (task.origin) document["edited_from"] = toJson(*task.origin);
    return document;
}

Value storedValue(const json& pair, const char* key, const std::string& place) {
    return valueFromJson(storedMember<json>(pair, key, place), place + "/" + key);
}

// As arcTaskFromJson, but texts are values too.
FewShotTask taskFromJson(const json& document, const std::string& place) {
    FewShotTask task;
    task.id = storedMemberOr<std::string>(document, "id", place, {});
    task.set = storedMemberOr<std::string>(document, "set", place, {});
    for (const json& pair : storedMember<json>(document, "train", place)) {
        task.examples.push_back({storedValue(pair, "input", place + ":/train"),
                                 storedValue(pair, "output", place + ":/train")});
    }
    for (const json& pair : storedMember<json>(document, "test", place)) {
        Query query{storedValue(pair, "input", place + ":/test"), {}};
        if (pair.contains("output")) query.output = storedValue(pair, "output", place + ":/test");
        task.queries.push_back(std::move(query));
    }
    if (document.contains("edited_from")) {
        task.origin = originFromJson(document["edited_from"], place + ":/edited_from");
    }
    return task;
}

} // namespace

json storedTasks(const std::vector<FewShotTask>& tasks) {
    if (tasks.size() == 1) return storedTask(tasks[0]);
    json documents = json::array();
    for (const FewShotTask& task : tasks) documents.push_back(storedTask(task));
    return documents;
}

std::vector<FewShotTask> readStoredTasks(const std::filesystem::path& path) {
    const json document = readJson(path);
    if (!document.is_array()) return {taskFromJson(document, path.string())};
    std::vector<FewShotTask> tasks;
    for (const json& task : document) tasks.push_back(taskFromJson(task, path.string()));
    return tasks;
}

} // namespace ttt
