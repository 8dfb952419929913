#include "core/tasks/edit/edited_task.h"

#include "core/base/files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kBlankSide = 10;

std::string plainName(const std::string& text) {
    std::string name = text;
    for (char& c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
        if (!plain) c = '-';
    }
    return name.empty() || name[0] == '.' ? "task" + name : name.substr(0, 80);
}

} // namespace

fs::path editedFolder() { return userDataFolder() / kEditedSet; }

EditedTask copyOf(const FewShotTask& original, const std::string& name) {
    EditedTask edited{original, original};
    edited.task.id = name;
    edited.task.set = kEditedSet;
    edited.task.origin = {qualifiedId(original.set, original.id), taskHash(original), 0};
    return edited;
}

EditedTask blankTask(const std::string& name) {
    const Grid blank(kBlankSide, kBlankSide);
    const FewShotTask start{"", "", {{blank, blank}}, {{blank, Value(blank)}}, {}};
    EditedTask edited = copyOf(start, name);
    edited.task.origin = {{}, taskHash(start), 0};
    return edited;
}

json toJson(const EditedTask& edited) {
    json document = toArcJson(edited.task);
    document["edited_from"] = toJson(edited.task.origin.value_or(TaskOrigin{}));
    document["edited_from"]["original"] = toArcJson(edited.original);
    return document;
}

EditedTask editedFromJson(const json& document, const std::string& name, const std::string& place) {
    EditedTask edited;
    edited.task = arcTaskFromJson(document, place);
    if (!edited.task.origin) return copyOf(edited.task, name);
    const json& from = document["edited_from"];
    if (!from.contains("original")) {
        throw Error(ErrorKind::BadInput, place + ":/edited_from",
                    "the key \"original\" is missing");
    }
    edited.original = arcTaskFromJson(from["original"], place + ":/edited_from/original");
    if (const std::string hash = taskHash(edited.original); hash != edited.task.origin->hash) {
        throw Error(ErrorKind::BadInput, place + ":/edited_from/hash",
                    "found " + edited.task.origin->hash + ", but the original's is " + hash);
    }
    edited.task.id = name;
    edited.task.set = kEditedSet;
    return edited;
}

fs::path editedFile(const fs::path& folder, const std::string& name) {
    return folder / (name + ".json");
}

EditedTask loadEditedTask(const fs::path& file) {
    const json document = parseJson(readFile(file, 2 * kMaxTaskFileBytes), file.string());
    return editedFromJson(document, file.stem().string(), file.string());
}

void saveEditedTask(const fs::path& folder, const EditedTask& edited) {
    writeFileAtomically(editedFile(folder, edited.task.id), toJson(edited).dump() + "\n");
}

LoadedEdits loadEditedTasks(const fs::path& folder) {
    LoadedEdits loaded;
    if (!isThere(folder)) return loaded;
    std::error_code problem;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, problem)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    if (problem) {
        loaded.problems.emplace_back(ErrorKind::Io, folder.string(),
                                     "cannot list the folder: " + problem.message());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        try {
            loaded.tasks.push_back(loadEditedTask(file));
        } catch (const Error& error) {
            loaded.problems.push_back(error);
        }
    }
    return loaded;
}

std::string problemOfName(const std::string& name) {
    if (name.empty()) return "the name is empty";
    if (name.size() > 80) return "the name is longer than 80 characters";
    if (name != plainName(name)) {
        return "a name may have letters, digits, '-', '_' and '.', and not begin with '.'";
    }
    return {};
}

std::string freeName(const fs::path& folder, const std::string& original) {
    const std::string stem = plainName(original.empty() ? "new-task" : original).substr(0, 72);
    for (int number = 1;; ++number) {
        const std::string name = stem + "-" + std::to_string(number);
        const fs::path file = editedFile(folder, name);
        if (!isThere(file) && !isThere(file.string() + ".journal")) return name;
    }
}

MadeSet editedSet(const fs::path& folder) {
    const auto list = [folder](int batch) {
        std::vector<FewShotTask> tasks;
        if (batch > 0) return tasks;
        for (EditedTask& edited : loadEditedTasks(folder).tasks) {
            tasks.push_back(std::move(edited.task));
        }
        return tasks;
    };
    const auto make = [folder](const std::string& id) {
        if (const std::string problem = problemOfName(id); !problem.empty()) {
            throw Error(ErrorKind::NotFound, "edited:" + id, problem);
        }
        return loadEditedTask(editedFile(folder, id)).task;
    };
    const auto label = [](const FewShotTask& task) {
        return task.origin && !task.origin->task.empty() ? "from " + task.origin->task
                                                         : std::string("new");
    };
    return {kEditedSet, list, make, label};
}

} // namespace ttt
