#include "app/commands/all_commands.h"
#include "core/base/files.h"
#include "core/tasks/bbh_tasks.h"
#include "core/tasks/text_answers.h"

#include <nlohmann/json.hpp>
#include <sstream>

namespace ttt {

using nlohmann::json;

namespace {

struct Options {
    std::string task;
    std::vector<std::string> text; // at most one
    std::string file;
    std::vector<std::string> target; // at most one
};

// How the task's answers are read. The 27 BBH tasks need no files for that.
TextForm formOf(CommandContext& context, const std::string& name) {
    const std::string prefix = std::string(kBbhSet) + ":";
    if (name.starts_with(prefix)) return findBbhTask(name.substr(prefix.size())).form;
    const FewShotTask task = findTask(context, name);
    if (isGridTask(withoutAnswers(task))) {
        throw Error(ErrorKind::BadInput, name, "found a task of grids, expected a text task");
    }
    return task.form;
}

json extracted(const TextForm& form, const std::string& raw, const std::string* target) {
    json result{{"answer", extractAnswer(raw, form.answer)}};
    if (target != nullptr) {
        result["correct"] = isSameText(result["answer"].get<std::string>(), *target);
    }
    return result;
}

const std::string* textMember(const json& line, const char* key, const std::string& place) {
    const auto found = line.find(key);
    if (found == line.end()) return nullptr;
    if (!found->is_string()) {
        throw Error(ErrorKind::BadInput, place + ": " + key,
                    std::string("found ") + found->type_name() + ", expected a text");
    }
    return found->get_ptr<const std::string*>();
}

// All lines are read before the first is printed, so that a bad one leaves no half answer.
std::vector<json> extractLines(const TextForm& form, const std::string& file) {
    std::vector<json> results;
    std::istringstream lines(readFile(file, size_t{256} << 20));
    std::string text;
    for (int number = 1; std::getline(lines, text); ++number) {
        if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string place = file + ":" + std::to_string(number);
        const json line = parseJson(text, place);
        const std::string* raw = line.is_object() ? textMember(line, "raw", place) : nullptr;
        if (raw == nullptr) {
            throw Error(ErrorKind::BadInput, place, "found no \"raw\", expected {raw, target}");
        }
        results.push_back(extracted(form, *raw, textMember(line, "target", place)));
    }
    return results;
}

int extract(CommandContext& context, const Options& options) {
    if (options.text.empty() == options.file.empty()) {
        throw Error(ErrorKind::BadInput, "ttt extract", "expected either --text or --jsonl");
    }
    const TextForm form = formOf(context, options.task);
    if (!options.file.empty()) {
        for (const json& result : extractLines(form, options.file)) printJson(context, result);
        return kExitDone;
    }
    const json result = extracted(form, options.text.back(),
                                  options.target.empty() ? nullptr : &options.target.back());
    if (context.json) {
        printJson(context, result);
        return kExitDone;
    }
    std::string text = result["answer"].get<std::string>();
    if (result.contains("correct")) text += result["correct"].get<bool>() ? "  right" : "  wrong";
    printText(context, text + "\n");
    return kExitDone;
}

} // namespace

void addExtractCommand(CLI::App& app, CommandContext& context) {
    const auto options = std::make_shared<Options>();
    CLI::App* command =
        addCommand(app, context, "extract", "The answer in the text that a model wrote",
                   [options](CommandContext& c) { return extract(c, *options); });
    addOption(*command, "TASK", options->task, "bbh:NAME or another text task").required();
    addOption(*command, "--text", options->text, "What the model wrote").once();
    addOption(*command, "--target", options->target, "The true answer").once();
    addOption(*command, "--jsonl", options->file, "A file with one {raw, target} a line");
}

} // namespace ttt
