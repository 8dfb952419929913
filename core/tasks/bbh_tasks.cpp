#include "core/tasks/bbh_tasks.h"

#include "core/base/files.h"
#include "core/tasks/item_draw.h"
#include "core/tasks/reasoned_examples.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxBbhFileBytes = size_t{16} << 20;
constexpr const char* kReasonedFolder = "cot-prompts"; // in a checkout of BIG-Bench-Hard
constexpr const char* kLetter = "Answer with only the corresponding letter (e.g. (A)).";

struct Row {
    const char* name;
    const char* instruction;
    const char* answerFormat;
    AnswerKind answer;
    int releasedTokens;
    int choices;
};
constexpr Row kRows[] = {
    {"boolean_expressions", "Evaluate the result of a random Boolean expression.",
     "Answer with only 'True' or 'False'.", AnswerKind::Word, 1, 2},
    {"causal_judgement", "Answer questions about causal attribution.",
     "Answer with only 'Yes' or 'No'.", AnswerKind::Word, 1, 2},
    {"date_understanding", "Infer the date from context.", kLetter, AnswerKind::Letter, 3, 6},
    {"disambiguation_qa", "Clarify the meaning of sentences with ambiguous pronouns.", kLetter,
     AnswerKind::Letter, 3, 3},
    {"dyck_languages", "Correctly close a Dyck-n word.",
     "Answer with only a sequence of space-separated parentheses.", AnswerKind::Sequence, 3, 0},
    {"formal_fallacies", "Distinguish deductively valid arguments from formal fallacies.",
     "Answer with only 'valid' or 'invalid'.", AnswerKind::Word, 1, 2},
    {"geometric_shapes", "Name geometric shapes from their SVG paths.", kLetter, AnswerKind::Letter,
     3, 11},
    {"hyperbaton", "Order adjectives correctly in English sentences.", kLetter, AnswerKind::Letter,
     3, 2},
    {"logical_deduction_five_objects",
     "A logical deduction task which requires deducing the order of a sequence of objects.",
     kLetter, AnswerKind::Letter, 3, 5},
    {"logical_deduction_seven_objects",
     "A logical deduction task which requires deducing the order of a sequence of objects.",
     kLetter, AnswerKind::Letter, 3, 7},
    {"logical_deduction_three_objects",
     "A logical deduction task which requires deducing the order of a sequence of objects.",
     kLetter, AnswerKind::Letter, 3, 3},
    {"movie_recommendation", "Recommend movies similar to the given list of movies.", kLetter,
     AnswerKind::Letter, 3, 4},
    {"multistep_arithmetic_two", "Solve multi-step arithmetic problems.",
     "Answer with only an integer.", AnswerKind::Word, 3, 0},
    {"navigate",
     "Given a series of navigation instructions, determine whether one would end up back at the "
     "starting point.",
     "Answer with only 'Yes' or 'No'.", AnswerKind::Word, 1, 2},
    {"object_counting",
     "Questions that involve enumerating objects and asking the model to count them.",
     "Answer with only an integer.", AnswerKind::Word, 2, 0},
    {"penguins_in_a_table", "Answer questions about a table of penguins and their attributes.",
     kLetter, AnswerKind::Letter, 3, 5},
    {"reasoning_about_colored_objects",
     "Answer extremely simple questions about the colors of objects on a surface.", kLetter,
     AnswerKind::Letter, 3, 18},
    {"ruin_names", "Select the humorous edit that 'ruins' the input movie or musical artist name.",
     kLetter, AnswerKind::Letter, 3, 4},
    {"salient_translation_error_detection",
     "Detect the type of error in an English translation of a German source sentence.", kLetter,
     AnswerKind::Letter, 3, 6},
    {"snarks", "Determine which of two sentences is sarcastic.", kLetter, AnswerKind::Letter, 3, 2},
    {"sports_understanding",
     "Determine whether an artificially constructed sentence relating to sports is plausible or "
     "not.",
     "Answer with only 'yes' or 'no'.", AnswerKind::Word, 1, 2},
    {"temporal_sequences", "Answer questions about which times certain events could have occurred.",
     kLetter, AnswerKind::Letter, 3, 4},
    {"tracking_shuffled_objects_five_objects",
     "A task requiring determining the final positions of a set of objects given their initial "
     "positions and a description of a sequence of swaps.",
     kLetter, AnswerKind::Letter, 3, 5},
    {"tracking_shuffled_objects_seven_objects",
     "A task requiring determining the final positions of a set of objects given their initial "
     "positions and a description of a sequence of swaps.",
     kLetter, AnswerKind::Letter, 3, 7},
    {"tracking_shuffled_objects_three_objects",
     "A task requiring determining the final positions of a set of objects given their initial "
     "positions and a description of a sequence of swaps.",
     kLetter, AnswerKind::Letter, 3, 3},
    {"web_of_lies", "Evaluate a random boolean function expressed as a word problem.",
     "Answer with only 'Yes' or 'No'.", AnswerKind::Word, 1, 2},
    {"word_sorting", "Sort a list of words.", "Answer with only a sequence of words.",
     AnswerKind::Sequence, 50, 0},
};

std::vector<Example> itemsFromJson(const json& document, const std::string& place) {
    if (!document.is_object() || !document.contains("examples") ||
        !document["examples"].is_array()) {
        throw Error(ErrorKind::BadInput, place,
                    "found no list \"examples\", expected a BIG-Bench Hard task file");
    }
    std::vector<Example> items;
    for (const json& item : document["examples"]) {
        const std::string at = place + ":/examples/" + std::to_string(items.size());
        items.push_back({stringMember(item, "input", at), stringMember(item, "target", at)});
    }
    return items;
}

fs::path settingsFile() { return userDataFolder() / "settings.json"; }

// An object, empty where the file is missing or holds something else.
json readSettings() {
    std::error_code ignored;
    if (!fs::exists(settingsFile(), ignored)) return json::object();
    const json settings = json::parse(readFile(settingsFile(), size_t{1} << 20), nullptr, false);
    return settings.is_object() ? settings : json::object();
}

// The folder with the files: itself, or the one named bbh in it, as in a checkout.
fs::path fileOf(const fs::path& folder, std::string_view name) {
    const std::string file = std::string(name) + ".json";
    std::error_code ignored;
    for (const fs::path& path : {folder / file, folder / "bbh" / file}) {
        if (fs::is_regular_file(path, ignored)) return path;
    }
    return {};
}

std::vector<ReasonedExample> reasonedBeside(const fs::path& taskFile) {
    const fs::path folder = taskFile.parent_path();
    const fs::path file = taskFile.stem().string() + ".txt";
    std::error_code ignored;
    for (const fs::path& path :
         {folder / kReasonedFolder / file, folder.parent_path() / kReasonedFolder / file}) {
        if (fs::is_regular_file(path, ignored)) return loadReasonedExamples(path);
    }
    return {};
}

const char* const kHowToSet = "set the folder by --bbh-dir or TTT_BBH_DIR, to the folder bbh of "
                              "a checkout of BIG-Bench-Hard";

} // namespace

std::span<const BbhTask> bbhTasks() {
    static const std::vector<BbhTask> kTasks = [] {
        std::vector<BbhTask> tasks;
        for (const Row& row : kRows) {
            tasks.push_back(
                {row.name,
                 {row.instruction, row.answerFormat, row.answer, row.releasedTokens, row.choices}});
        }
        return tasks;
    }();
    return kTasks;
}

int bbhIndex(std::string_view name) {
    const auto tasks = bbhTasks();
    const auto found = std::ranges::find(tasks, name, &BbhTask::name);
    return found == tasks.end() ? -1 : static_cast<int>(found - tasks.begin());
}

const BbhTask& findBbhTask(std::string_view name) {
    const int index = bbhIndex(name);
    if (index >= 0) return bbhTasks()[static_cast<size_t>(index)];
    std::string names;
    for (const BbhTask& task : bbhTasks()) names += (names.empty() ? "" : ", ") + task.name;
    throw Error(ErrorKind::NotFound, "bbh:" + std::string(name),
                "no such task of BIG-Bench Hard, expected one of " + names);
}

double randomGuess(const TextForm& form) { return form.choices > 0 ? 1.0 / form.choices : 0; }

FewShotTask loadBbhTask(const fs::path& path) {
    const BbhTask& task = findBbhTask(path.stem().string());
    const std::string place = path.string();
    const auto items = itemsFromJson(parseJson(readFile(path, kMaxBbhFileBytes), place), place);
    TextForm form = task.form;
    form.reasoned = reasonedBeside(fs::absolute(path));
    return taskOfItems({task.name, kBbhSet, {}, {}, form}, items, kReleasedSeed, kReleasedShots);
}

LoadedTasks loadBbhFolder(const fs::path& folder) {
    LoadedTasks loaded;
    for (const BbhTask& task : bbhTasks()) {
        const fs::path path = folder.empty() ? fs::path() : fileOf(folder, task.name);
        if (path.empty()) continue;
        try {
            loaded.tasks.push_back(loadBbhTask(path));
        } catch (const Error& error) {
            loaded.problems.push_back(error);
        }
    }
    if (loaded.tasks.empty() && loaded.problems.empty()) {
        throw Error(ErrorKind::NotFound, folder.empty() ? "BBH folder" : folder.string(),
                    folder.empty() ? "none is set, expected one with task files of BIG-Bench Hard"
                                   : "found no task file of BIG-Bench Hard, such as navigate.json",
                    kHowToSet);
    }
    return loaded;
}

FewShotTask loadBbhTask(const fs::path& folder, std::string_view name) {
    const BbhTask& task = findBbhTask(name);
    const fs::path path = folder.empty() ? fs::path() : fileOf(folder, task.name);
    if (!path.empty()) return loadBbhTask(path);
    throw Error(ErrorKind::NotFound, "bbh:" + task.name,
                folder.empty() ? "no BBH folder is set"
                               : folder.string() + " has no " + task.name + ".json",
                kHowToSet);
}

fs::path bbhFolder(const fs::path& given) {
    if (!given.empty()) return given;
    const char* folder = std::getenv("TTT_BBH_DIR");
    if (folder != nullptr && *folder != '\0') return folder;
    const json settings = readSettings();
    const auto kept = settings.find("bbh_dir");
    return kept != settings.end() && kept->is_string() ? kept->get<std::string>() : std::string();
}

void rememberBbhFolder(const fs::path& folder) {
    json settings = readSettings();
    settings["bbh_dir"] = folder.string();
    writeFileAtomically(settingsFile(), settings.dump(2) + "\n");
}

} // namespace ttt
