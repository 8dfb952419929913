#include "ui/browse/demonstration.h"

#include "core/base/files.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

Demonstration readDemonstration(const std::filesystem::path& samplesFolder) {
    const std::filesystem::path path = samplesFolder / "demonstration.json";
    const nlohmann::json document = readJson(path);
    const auto tasks = document.is_object() ? document.find("tasks") : document.end();
    if (tasks == document.end() || !tasks->is_array() || tasks->empty()) {
        throw Error(ErrorKind::BadInput, path.string() + ":/tasks",
                    "found no list of tasks, expected [\"SET:ID\", ...]");
    }
    Demonstration demonstration;
    for (const nlohmann::json& task : *tasks) {
        if (task.is_string()) {
            demonstration.tasks << QString::fromStdString(task.get<std::string>());
        }
    }
    demonstration.preset = QString::fromStdString(document.value("preset", std::string("quick")));
    return demonstration;
}

} // namespace ttt
