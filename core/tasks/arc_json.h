// ARC tasks in the official JSON shape: {"train": [{"input", "output"}...], "test": [...]}.
// Readers check everything a file can get wrong and name file and JSON place; they are bounded in
// size and depth, so that no file can exhaust memory or the stack.
#pragma once

#include "core/base/error.h"
#include "core/tasks/few_shot_task.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

inline constexpr size_t kMaxTaskFileBytes = size_t{8} << 20;

// place: the file or source named in errors. Test outputs may be absent. A member "edited_from",
// as edited copies have it, becomes the task's origin.
FewShotTask parseArcTask(std::string_view text, const std::string& place);
FewShotTask arcTaskFromJson(const nlohmann::json& json, const std::string& place);

// The id is the file's name without ".json".
FewShotTask loadArcTask(const std::filesystem::path& path);

struct LoadedTasks {
    std::vector<FewShotTask> tasks; // by id
    std::vector<Error> problems;    // one a bad file
};

// A JSON document; BadInput with line and column if it is not JSON or nested deeper than 64.
nlohmann::json parseJson(std::string_view text, const std::string& place);
// A text in an object; BadInput where it is missing or something else.
std::string stringMember(const nlohmann::json& item, const char* key, const std::string& place);
// The document of a whole file.
nlohmann::json readJson(const std::filesystem::path& path);

nlohmann::json toJson(const Grid& grid);
// Rows of integers 0..9, 1..30 each way; BadInput naming the cell otherwise.
Grid gridFromJson(const nlohmann::json& json, const std::string& place);
// A grid or a string.
nlohmann::json toJson(const Value& value);
Value valueFromJson(const nlohmann::json& json, const std::string& place);
nlohmann::json toArcJson(const FewShotTask& task);

// "edited_from" of an edited copy: {"task", "hash", "edits"}.
nlohmann::json toJson(const TaskOrigin& origin);
TaskOrigin originFromJson(const nlohmann::json& json, const std::string& place);

// The identity of a task's content: SHA-256 of its compact official JSON.
std::string taskHash(const FewShotTask& task);

} // namespace ttt
