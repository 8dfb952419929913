// Undoable changes of a few-shot task as plain values: one value replaced, a pair put in, taken out
// or moved, the whole content replaced. `apply` then `revert` gives the original task. Called by
// the window's editor, which keeps a stack of them.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <optional>
#include <variant>

namespace ttt {

// Where a value stands in a task.
struct ValuePlace {
    bool test = false; // among the queries
    int pair = 0;
    bool output = false;
    bool operator==(const ValuePlace&) const = default;
};

// A pair of either kind; demonstrations have an output.
using TaskPair = Query;

struct ReplaceValue {
    ValuePlace place;
    std::optional<Value> before; // absent: the output of a test is not known
    std::optional<Value> after;
};
struct InsertPair {
    bool test = false;
    int index = 0; // where it stands afterwards
    TaskPair pair;
};
struct RemovePair {
    bool test = false;
    int index = 0;
    TaskPair pair; // what stands there
};
struct MovePair {
    bool test = false;
    int from = 0;
    int to = 0;
};
struct ReplaceContent {
    FewShotTask before;
    FewShotTask after;
};
using TaskEdit = std::variant<ReplaceValue, InsertPair, RemovePair, MovePair, ReplaceContent>;

// Both expect the state that the edit was made for; Error of kind Internal where a place is not
// there. Id, set and origin of the task stay.
void apply(const TaskEdit& edit, FewShotTask& task);
void revert(const TaskEdit& edit, FewShotTask& task);

// The value at a place; absent where a test's output is not known.
std::optional<Value> valueAt(const FewShotTask& task, const ValuePlace& place);
TaskPair pairAt(const FewShotTask& task, bool test, int index);
int pairCount(const FewShotTask& task, bool test);

// Every place whose value differs between two versions of a task, pairs compared by their index;
// places that only one of them has included.
std::vector<ValuePlace> changedPlaces(const FewShotTask& before, const FewShotTask& after);

} // namespace ttt
