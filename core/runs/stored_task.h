// Tasks inside run and suite folders: the official shape, with id and set beside it, where texts
// are values too. Called by the writers and readers of those folders.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace ttt {

// One object, or a list where there are several.
nlohmann::json storedTasks(const std::vector<FewShotTask>& tasks);

// Either of the two; BadInput naming file and place.
std::vector<FewShotTask> readStoredTasks(const std::filesystem::path& path);

} // namespace ttt
