#include "app/commands/all_commands.h"
#include "app/commands/tasks/draw_grids.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

namespace {

// Texts one below the other; grids stand side by side.
std::string textPair(const std::string& title, const Value& input,
                     const std::optional<Value>& output) {
    const auto* answer = output ? std::get_if<std::string>(&*output) : nullptr;
    return title + "\nQ: " + std::get<std::string>(input) +
           "\nA: " + (answer == nullptr ? "-" : *answer) + "\n\n";
}

std::string drawText(const FewShotTask& task) {
    std::string text = task.form.instruction + " " + task.form.answerFormat + "\n\n";
    for (size_t i = 0; i < task.examples.size(); ++i) {
        text +=
            textPair("pair " + std::to_string(i), task.examples[i].input, task.examples[i].output);
    }
    for (size_t i = 0; i < task.queries.size(); ++i) {
        text +=
            textPair("test " + std::to_string(i), task.queries[i].input, task.queries[i].output);
    }
    return text;
}

int show(CommandContext& context, const std::string& name) {
    const FewShotTask task = findTask(context, name);
    if (context.json) {
        nlohmann::json document = toArcJson(task);
        if (task.form != TextForm{}) {
            document["instruction"] = task.form.instruction;
            document["answer_format"] = task.form.answerFormat;
            document["choices"] = task.form.choices;
        }
        if (task.itemCount > 0) document["items"] = task.items;
        printJson(context, document);
        return kExitDone;
    }
    std::string text = qualifiedId(task.set, task.id) + "\n\n";
    if (!isGridTask(withoutAnswers(task))) {
        printText(context, text + drawText(task));
        return kExitDone;
    }
    for (size_t i = 0; i < task.examples.size(); ++i) {
        const std::string pair = "pair " + std::to_string(i);
        text += drawValues({{pair + " input", task.examples[i].input},
                            {pair + " output", task.examples[i].output}},
                           context.colourOut) +
                "\n";
    }
    for (size_t i = 0; i < task.queries.size(); ++i) {
        const std::string test = "test " + std::to_string(i);
        text += drawValues({{test + " input", task.queries[i].input},
                            {test + " output", task.queries[i].output}},
                           context.colourOut) +
                "\n";
    }
    printText(context, text);
    return kExitDone;
}

} // namespace

void addShowCommand(CLI::App& app, CommandContext& context) {
    const auto task = std::make_shared<std::string>();
    CLI::App* command = addCommand(app, context, "show", "Draw a task",
                                   [task](CommandContext& c) { return show(c, *task); });
    addOption(*command, "TASK", *task, "SET:ID, a bare id, or a task file").required();
}

} // namespace ttt
