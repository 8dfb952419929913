#include "core/tasks/item_draw.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <numeric>

namespace ttt {

std::vector<Example> itemsOf(const FewShotTask& task) {
    const auto count = static_cast<size_t>(task.itemCount);
    if (count == 0 || task.items.size() != count) return {};
    std::vector<Example> items(count);
    for (size_t i = 0; i < count; ++i) {
        Example& item = items[static_cast<size_t>(task.items[i])];
        if (i < task.examples.size()) {
            item = task.examples[i];
        } else {
            const Query& query = task.queries[i - task.examples.size()];
            item = {query.input, query.output.value_or(std::string())};
        }
    }
    return items;
}

FewShotTask taskOfItems(FewShotTask task, const std::vector<Example>& items, uint64_t seed,
                        int shots) {
    if (shots < 0 || items.size() <= static_cast<size_t>(shots)) {
        throw Error(ErrorKind::BadInput, qualifiedId(task.set, task.id),
                    "found " + std::to_string(items.size()) + " items, expected more than the " +
                        std::to_string(shots) + " demonstrations");
    }
    task.items.resize(items.size());
    std::iota(task.items.begin(), task.items.end(), 0);
    PythonRandom random(seed);
    random.shuffle(task.items);
    task.itemCount = static_cast<int>(items.size());
    task.examples.clear();
    task.queries.clear();
    for (const int place : task.items) {
        const Example& item = items[static_cast<size_t>(place)];
        if (task.examples.size() < static_cast<size_t>(shots)) {
            task.examples.push_back(item);
        } else {
            task.queries.push_back({item.input, item.output});
        }
    }
    return task;
}

FewShotTask drawn(const FewShotTask& task, const ItemDraw& draw) {
    const std::vector<Example> items = itemsOf(task);
    if (items.empty()) return task;
    FewShotTask other =
        taskOfItems({task.id, task.set, {}, {}, task.form}, items, draw.seed, draw.shots);
    const auto most = static_cast<size_t>(draw.most);
    if (most > 0 && other.queries.size() > most) {
        other.queries.resize(most);
        other.items.resize(other.examples.size() + most);
    }
    return other;
}

} // namespace ttt
