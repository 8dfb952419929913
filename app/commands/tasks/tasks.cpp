#include "app/commands/all_commands.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// Of every grid of the task, the known answers included: what a user needs room for.
int longestSide(const FewShotTask& task) {
    int side = 0;
    const auto measure = [&](const Value& value) {
        if (const Grid* grid = std::get_if<Grid>(&value)) {
            side = std::max({side, grid->height(), grid->width()});
        }
    };
    for (const Example& example : task.examples) {
        measure(example.input);
        measure(example.output);
    }
    for (const Query& query : task.queries) {
        measure(query.input);
        if (query.output) measure(*query.output);
    }
    return side;
}

std::vector<FewShotTask> tasksOf(CommandContext& context, TaskCatalog& catalog,
                                 const std::string& selection) {
    if (!selection.empty()) return selectTasks(context, catalog, selection);
    std::vector<FewShotTask> tasks;
    for (const char* name : {"arc1-train", "arc1-eval", "arc2-train", "arc2-eval"}) {
        const std::vector<FewShotTask>& set = catalog.set(name);
        tasks.insert(tasks.end(), set.begin(), set.end());
    }
    return tasks;
}

int listTasks(CommandContext& context, const std::string& selection) {
    TaskCatalog catalog = openCatalog(context);
    json list = json::array();
    std::vector<std::vector<std::string>> rows{{"task", "pairs", "tests", "side", "level"}};
    for (const FewShotTask& task : tasksOf(context, catalog, selection)) {
        const std::string level = catalog.level(task);
        json entry{{"id", task.id},
                   {"set", task.set},
                   {"pairs", task.examples.size()},
                   {"tests", task.queries.size()},
                   {"max_side", longestSide(task)}};
        if (!level.empty()) entry["level"] = level;
        list.push_back(std::move(entry));
        rows.push_back({qualifiedId(task.set, task.id), std::to_string(task.examples.size()),
                        std::to_string(task.queries.size()), std::to_string(longestSide(task)),
                        level});
    }
    if (context.json) {
        printJson(context, list);
    } else {
        printText(context, tableText(rows) + std::to_string(list.size()) + " tasks\n");
    }
    return kExitDone;
}

} // namespace

void addTasksCommand(CLI::App& app, CommandContext& context) {
    const auto selection = std::make_shared<std::string>();
    CLI::App* command =
        addCommand(app, context, "tasks", "List tasks",
                   [selection](CommandContext& c) { return listTasks(c, *selection); });
    addOption(*command, "--tasks", *selection,
              "A set (arc1-train, arc1-eval, arc2-train, arc2-eval, subset80, bbh, "
              "bbh-style, synth), a folder, "
              "or a text file with one task a line; all sets by default");
}

} // namespace ttt
