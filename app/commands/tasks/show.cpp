#include "app/commands/all_commands.h"
#include "app/commands/tasks/draw_grids.h"
#include "core/tasks/arc_json.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace ttt {

namespace {

int show(CommandContext& context, const std::string& name) {
    const FewShotTask task = findTask(context, name);
    if (context.json) {
        printJson(context, toArcJson(task));
        return kExitDone;
    }
    std::string text = qualifiedId(task.set, task.id) + "\n\n";
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
    command->add_option("TASK", *task, "SET:ID, a bare id, or a task file")->required();
}

} // namespace ttt
