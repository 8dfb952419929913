#include "core/runs/stored_task.h"

#include "core/base/files.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"
#include "core/tasks/reasoned_examples.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace ttt {

using nlohmann::json;

namespace {

json storedForm(const TextForm& form) {
    json document{{"instruction", form.instruction},
                  {"answer_format", form.answerFormat},
                  {"released_tokens", form.releasedTokens},
                  {"choices", form.choices}};
    for (const auto& [kind, name] : kAnswerKinds) {
        if (form.answer == kind) document["answer"] = name;
    }
    if (!form.reasoned.empty()) document["reasoned"] = toJson(form.reasoned);
    return document;
}

TextForm formFromJson(const json& document, const std::string& place) {
    TextForm form;
    form.instruction = storedMember<std::string>(document, "instruction", place);
    form.answerFormat = storedMember<std::string>(document, "answer_format", place);
    form.releasedTokens = storedMember<int>(document, "released_tokens", place);
    form.choices = storedMember<int>(document, "choices", place);
    form.reasoned = reasonedExamplesFromJson(
        storedMemberOr<json>(document, "reasoned", place, json::array()), place + "/reasoned");
    const auto answer = storedMember<std::string>(document, "answer", place);
    for (const auto& [kind, name] : kAnswerKinds) {
        if (answer == name) {
            form.answer = kind;
            return form;
        }
    }
    throw Error(ErrorKind::BadInput, place + "/answer",
                "found \"" + answer + "\", expected word, letter or sequence");
}

// Places of all the task's items in a list of `count`, each once.
void readItems(const json& document, FewShotTask& task, const std::string& place) {
    task.itemCount = storedMember<int>(document, "item_count", place);
    std::set<int64_t> seen;
    for (const int64_t item : storedMember<std::vector<int64_t>>(document, "items", place)) {
        if (item < 0 || item >= task.itemCount || !seen.insert(item).second) {
            throw Error(ErrorKind::BadInput, place + ":/items",
                        "found " + std::to_string(item) + ", expected each number below " +
                            std::to_string(task.itemCount) + " at most once");
        }
        task.items.push_back(static_cast<int>(item));
    }
    if (task.items.size() != task.examples.size() + task.queries.size()) {
        throw Error(ErrorKind::BadInput, place + ":/items",
                    "found " + std::to_string(task.items.size()) +
                        " places, expected one for each pair");
    }
}

json storedTask(const FewShotTask& task) {
    json document = toArcJson(task);
    document["id"] = task.id;
    document["set"] = task.set;
    if (task.form != TextForm{}) document["form"] = storedForm(task.form);
    if (task.itemCount > 0) {
        document["items"] = task.items;
        document["item_count"] = task.itemCount;
    }
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
    if (document.contains("form")) {
        task.form = formFromJson(document["form"], place + ":/form");
    }
    if (document.contains("items")) readItems(document, task, place);
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
