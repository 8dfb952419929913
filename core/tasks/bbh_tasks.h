// The 27 tasks of BIG-Bench Hard (arXiv 2210.09261): how each is asked, and their files in a folder
// that the user has (the `bbh` folder of a checkout of suzgunmirac/BIG-Bench-Hard, or the
// checkout). Instructions, answer formats and token counts are those of the released code of arXiv
// 2411.07279.
#pragma once

#include "core/tasks/arc_json.h"
#include "core/tasks/few_shot_task.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace ttt {

inline constexpr const char* kBbhSet = "bbh";

struct BbhTask {
    std::string name; // "navigate", the file's name without ".json"
    TextForm form;
};
std::span<const BbhTask> bbhTasks(); // in the released code's order, which is alphabetical
const BbhTask& findBbhTask(std::string_view name); // NotFound otherwise
// Its place among bbhTasks(); -1 for no BBH task.
int bbhIndex(std::string_view name);

// The share of right answers by guessing, 0 where answers are not chosen from a list.
double randomGuess(const TextForm& form);

// A file {"examples": [{"input", "target"}, ...]} as a task of items (core/tasks/item_draw.h),
// drawn with the released seed and shots, with the reasoned examples of the checkout's folder
// cot-prompts where that stands beside or above it. BadInput naming file and place.
FewShotTask loadBbhTask(const std::filesystem::path& path);

// Those of the 27 that the folder has; NotFound if it has none.
LoadedTasks loadBbhFolder(const std::filesystem::path& folder);
// One of them; NotFound saying what to set where the folder is empty or lacks it.
FewShotTask loadBbhTask(const std::filesystem::path& folder, std::string_view name);

// `given`, else $TTT_BBH_DIR, else what rememberBbhFolder wrote; empty where there is none.
std::filesystem::path bbhFolder(const std::filesystem::path& given = {});
// Into settings.json of the user's data folder, beside what else stands there.
void rememberBbhFolder(const std::filesystem::path& folder);

} // namespace ttt
