// Run or suite folders side by side: the parameters in which they differ, each task's verdict in
// each, and the tasks that only one of them has. Called by `ttt compare` and the window.
#pragma once

#include "core/config/config_json.h"
#include "core/runs/suites/text_table.h"

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct ComparedTask {
    std::string id;
    // One a folder: "solved", "partial", "wrong", "unknown" (no public answer), "failed",
    // "stopped", "missing" (not run), "2/3 solved" over seeds, "48 % right" of questions answered
    // in words; nothing where the folder lacks it.
    std::vector<std::optional<std::string>> verdicts;
    // One a folder: the run folders of the task that are there, one a seed.
    std::vector<std::vector<std::filesystem::path>> runs;
    // One a folder: its questions that were asked, and whether they were right every time (seeds
    // draw some of them again). Empty for a task of grids.
    std::vector<std::map<std::string, bool>> questions = {};
};

struct Comparison {
    std::vector<std::filesystem::path> folders;
    std::vector<RunConfig> configs; // one a folder
    std::vector<FieldDifference> parameters;
    std::vector<ComparedTask> tasks;
    std::map<std::string, std::vector<std::string>> onlyIn; // folder to task ids
};

Comparison compareFolders(const std::vector<std::filesystem::path>& folders);

nlohmann::json toJson(const Comparison& comparison);
// A heading, the parameters' rows, tasks solved with the exact test against the first, the tasks.
TextTable tableOf(const Comparison& comparison);
std::string toCsv(const Comparison& comparison);
std::string toMarkdown(const Comparison& comparison);
std::string toHtml(const Comparison& comparison);
std::string toLatex(const Comparison& comparison);

} // namespace ttt
