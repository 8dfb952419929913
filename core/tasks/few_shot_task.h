// A few-shot task: demonstrations with answers, and queries. `FewShotTask` is what users see and
// what scoring reads; `SolverTask` is the same without the queries' answers. Only the latter
// reaches transforms, training and decoding, so that leakage of an answer does not compile.
#pragma once

#include "core/tasks/grid.h"
#include "core/tasks/text_form.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ttt {

using Value = std::variant<Grid, std::string>;

struct Example {
    Value input;
    Value output;
    auto operator<=>(const Example&) const = default;
};

struct Query {
    Value input;
    std::optional<Value> output; // absent where the answer is not public
    bool operator==(const Query&) const = default;
};

// Where an edited copy comes from.
struct TaskOrigin {
    std::string task; // qualified id of the original; empty where there was none
    std::string hash; // taskHash of the original
    int edits = 0;    // operations between the original and the copy
    bool operator==(const TaskOrigin&) const = default;
};

struct FewShotTask {
    std::string id;  // "1a2e2828", "navigate"
    std::string set; // "arc1-eval", "bbh"; empty for a file of the user's
    std::vector<Example> examples;
    std::vector<Query> queries;
    TextForm form = {};
    // Where the demonstrations are drawn by seed from a list of items (core/tasks/item_draw.h): the
    // place in that list of each example, then of each query, and the length of the list.
    std::vector<int> items = {};
    int itemCount = 0;
    std::optional<TaskOrigin> origin = {}; // of an edited copy
    bool operator==(const FewShotTask&) const = default;
};

struct SolverTask {
    std::string id;
    std::string set;
    std::vector<Example> examples;
    std::vector<Value> queries;
    TextForm form = {};
    int itemCount = 0;
};

SolverTask withoutAnswers(const FewShotTask& task);

// "arc1-eval:1a2e2828", or the bare id where there is no set.
std::string qualifiedId(const std::string& set, const std::string& id);

// The grid of a value; Internal error if it is text.
const Grid& gridOf(const Value& value);
bool isGridTask(const SolverTask& task);

// Longest side of any grid of the task, outputs of queries left out (they are unknown).
int maxSide(const SolverTask& task);

} // namespace ttt
