// Edited copies of tasks on disk: files in the official shape with one additional member,
// "edited_from", which names the original by id and hash and holds its content, so that a copy can
// always go back to it. They are the set "edited" of the window and the command line.
#pragma once

#include "core/tasks/data_sets.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ttt {

inline constexpr char kEditedSet[] = "edited";

struct EditedTask {
    FewShotTask task;     // of the set "edited", with its origin
    FewShotTask original; // content only; of a task drawn from scratch, the blank one it began as
};

// The user's: edited/ in the user's data folder.
std::filesystem::path editedFolder();

// A copy without a change yet.
EditedTask copyOf(const FewShotTask& original, const std::string& name);
// One demonstration and one test of black grids of ten by ten.
EditedTask blankTask(const std::string& name);

nlohmann::json toJson(const EditedTask& edited);
// BadInput naming file and place; a file without "edited_from" is a copy of itself.
EditedTask editedFromJson(const nlohmann::json& json, const std::string& name,
                          const std::string& place);

std::filesystem::path editedFile(const std::filesystem::path& folder, const std::string& name);
EditedTask loadEditedTask(const std::filesystem::path& file);
void saveEditedTask(const std::filesystem::path& folder, const EditedTask& edited);

struct LoadedEdits {
    std::vector<EditedTask> tasks; // by name
    std::vector<Error> problems;   // one a bad file
};
// No folder: no tasks.
LoadedEdits loadEditedTasks(const std::filesystem::path& folder);

// Why a name cannot be one of a task, as it becomes that of a file: empty if it can.
std::string problemOfName(const std::string& name);
// "66e6c45b-1", or the next number that neither a file nor a journal of the folder has.
std::string freeName(const std::filesystem::path& folder, const std::string& original);

// The set "edited" of a folder, for the catalog.
MadeSet editedSet(const std::filesystem::path& folder);

} // namespace ttt
