#include "core/tasks/few_shot_task.h"

#include "core/base/error.h"

#include <algorithm>

namespace ttt {

SolverTask withoutAnswers(const FewShotTask& task) {
    SolverTask solver{task.id, task.set, task.examples, {}, task.form, task.itemCount};
    for (const Query& query : task.queries) solver.queries.push_back(query.input);
    return solver;
}

std::string qualifiedId(const std::string& set, const std::string& id) {
    return set.empty() ? id : set + ":" + id;
}

const Grid& gridOf(const Value& value) {
    const Grid* grid = std::get_if<Grid>(&value);
    if (grid == nullptr) throw Error(ErrorKind::Internal, "task", "found text, expected a grid");
    return *grid;
}

bool isGridTask(const SolverTask& task) {
    const auto isGrid = [](const Value& value) { return std::holds_alternative<Grid>(value); };
    return std::ranges::all_of(task.queries, isGrid) &&
           std::ranges::all_of(task.examples, [&](const Example& example) {
               return isGrid(example.input) && isGrid(example.output);
           });
}

int maxSide(const SolverTask& task) {
    int side = 0;
    const auto measure = [&](const Value& value) {
        side = std::max({side, gridOf(value).height(), gridOf(value).width()});
    };
    for (const Example& example : task.examples) {
        measure(example.input);
        measure(example.output);
    }
    for (const Value& query : task.queries) measure(query);
    return side;
}

} // namespace ttt
