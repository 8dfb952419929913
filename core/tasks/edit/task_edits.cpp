#include "core/tasks/edit/task_edits.h"

#include "core/base/error.h"

#include <algorithm>

namespace ttt {

namespace {

void requirePlace(const FewShotTask& task, bool test, int index, int count) {
    if (index >= 0 && index < count) return;
    throw Error(ErrorKind::Internal, task.id,
                "found no " + std::string(test ? "test" : "demonstration") + " with index " +
                    std::to_string(index) + ", expected one below " + std::to_string(count));
}

Example exampleOf(const TaskPair& pair) {
    if (!pair.output) {
        throw Error(ErrorKind::Internal, "demonstration", "found no output, expected one");
    }
    return {pair.input, *pair.output};
}

void insert(FewShotTask& task, bool test, int index, const TaskPair& pair) {
    requirePlace(task, test, index, pairCount(task, test) + 1);
    if (test) {
        task.queries.insert(task.queries.begin() + index, pair);
    } else {
        task.examples.insert(task.examples.begin() + index, exampleOf(pair));
    }
}

void remove(FewShotTask& task, bool test, int index) {
    requirePlace(task, test, index, pairCount(task, test));
    if (test) {
        task.queries.erase(task.queries.begin() + index);
    } else {
        task.examples.erase(task.examples.begin() + index);
    }
}

void move(FewShotTask& task, bool test, int from, int to) {
    const TaskPair pair = pairAt(task, test, from);
    requirePlace(task, test, to, pairCount(task, test));
    remove(task, test, from);
    insert(task, test, to, pair);
}

void put(FewShotTask& task, const ValuePlace& place, const std::optional<Value>& value) {
    requirePlace(task, place.test, place.pair, pairCount(task, place.test));
    const auto index = static_cast<size_t>(place.pair);
    if (place.test && place.output) {
        task.queries[index].output = value;
        return;
    }
    if (!value) throw Error(ErrorKind::Internal, task.id, "found no value, expected a grid");
    if (place.test) {
        task.queries[index].input = *value;
    } else {
        (place.output ? task.examples[index].output : task.examples[index].input) = *value;
    }
}

void replaceContent(FewShotTask& task, const FewShotTask& content) {
    task.examples = content.examples;
    task.queries = content.queries;
}

struct Apply {
    FewShotTask& task;
    void operator()(const ReplaceValue& edit) const { put(task, edit.place, edit.after); }
    void operator()(const InsertPair& edit) const {
        insert(task, edit.test, edit.index, edit.pair);
    }
    void operator()(const RemovePair& edit) const { remove(task, edit.test, edit.index); }
    void operator()(const MovePair& edit) const { move(task, edit.test, edit.from, edit.to); }
    void operator()(const ReplaceContent& edit) const { replaceContent(task, edit.after); }
};

struct Revert {
    FewShotTask& task;
    void operator()(const ReplaceValue& edit) const { put(task, edit.place, edit.before); }
    void operator()(const InsertPair& edit) const { remove(task, edit.test, edit.index); }
    void operator()(const RemovePair& edit) const {
        insert(task, edit.test, edit.index, edit.pair);
    }
    void operator()(const MovePair& edit) const { move(task, edit.test, edit.to, edit.from); }
    void operator()(const ReplaceContent& edit) const { replaceContent(task, edit.before); }
};

} // namespace

void apply(const TaskEdit& edit, FewShotTask& task) { std::visit(Apply{task}, edit); }

void revert(const TaskEdit& edit, FewShotTask& task) { std::visit(Revert{task}, edit); }

int pairCount(const FewShotTask& task, bool test) {
    return static_cast<int>(test ? task.queries.size() : task.examples.size());
}

TaskPair pairAt(const FewShotTask& task, bool test, int index) {
    requirePlace(task, test, index, pairCount(task, test));
    if (test) return task.queries[static_cast<size_t>(index)];
    const Example& example = task.examples[static_cast<size_t>(index)];
    return {example.input, example.output};
}

std::optional<Value> valueAt(const FewShotTask& task, const ValuePlace& place) {
    const TaskPair pair = pairAt(task, place.test, place.pair);
    return place.output ? pair.output : std::optional<Value>(pair.input);
}

std::vector<ValuePlace> changedPlaces(const FewShotTask& before, const FewShotTask& after) {
    std::vector<ValuePlace> changed;
    for (const bool test : {false, true}) {
        const int had = pairCount(before, test);
        const int has = pairCount(after, test);
        for (int pair = 0; pair < std::max(had, has); ++pair) {
            for (const bool output : {false, true}) {
                const ValuePlace place{test, pair, output};
                const bool both = pair < had && pair < has;
                if (!both || valueAt(before, place) != valueAt(after, place)) {
                    changed.push_back(place);
                }
            }
        }
    }
    return changed;
}

} // namespace ttt
