#include "core/transforms/demonstration_orders.h"

#include "core/base/random.h"
#include "core/tasks/bbh_tasks.h"

#include <numeric>

namespace ttt {

namespace {

// Items of word_sorting, the last of the 27 tasks.
constexpr int kItemsOfLastBbhTask = 250;

std::vector<int> ascending(int count) {
    std::vector<int> order(static_cast<size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    return order;
}

std::vector<std::vector<int>> shuffles(PythonRandom& random, int64_t orders, int count) {
    std::vector<std::vector<int>> drawn;
    for (int64_t i = 0; i < orders; ++i) {
        drawn.push_back(ascending(count));
        random.shuffle(drawn.back());
    }
    return drawn;
}

// Where the released code stands when it draws the first order: after the shuffle of the items.
PythonRandom afterItems(const RunConfig& config, int items) {
    PythonRandom random(static_cast<uint64_t>(config.run.seed));
    std::vector<int> list = ascending(items);
    random.shuffle(list);
    return random;
}

// The task's place among those that are drawn for, one after another; 0 of 1 for one alone.
struct Place {
    int index = 0;
    int of = 1;
    int items = 0; // of the list that was shuffled last
};

Place placeOf(const SolverTask& task) {
    const int index = task.set == kBbhSet ? bbhIndex(task.id) : -1;
    if (index < 0) return {0, 1, task.itemCount};
    return {index, static_cast<int>(bbhTasks().size()), kItemsOfLastBbhTask};
}

bool trainsOnOrders(const AdaptConfig& adapt) {
    return adapt.method != "none" && adapt.episodes == "orders" && adapt.permuteOrder;
}

} // namespace

std::vector<std::vector<int>> trainingOrders(const SolverTask& task, int count,
                                             const RunConfig& config) {
    const int64_t orders = config.adapt.orders;
    if (!config.adapt.permuteOrder) {
        return std::vector(static_cast<size_t>(orders), ascending(count));
    }
    const Place place = placeOf(task);
    PythonRandom random = afterItems(config, place.items);
    shuffles(random, orders * place.index, count);
    return shuffles(random, orders, count);
}

std::vector<std::vector<int>> answeringOrders(const SolverTask& task, const RunConfig& config) {
    const int64_t orders = config.decode.orders;
    const auto count = static_cast<int>(task.examples.size());
    if (orders == 0) return {ascending(count)};
    // Without training the code draws right after it has shuffled this task's own items.
    if (!trainsOnOrders(config.adapt)) {
        PythonRandom random = afterItems(config, task.itemCount);
        return shuffles(random, orders, count);
    }
    const Place place = placeOf(task);
    PythonRandom random = afterItems(config, place.items);
    shuffles(random, config.adapt.orders * place.of + orders * place.index, count);
    return shuffles(random, orders, count);
}

} // namespace ttt
