// Demonstration pairs by number: equal pairs share one copy and one number, so that episodes are
// compared and de-duplicated as short lists of numbers. Used within core/transforms only.
#pragma once

#include "core/tasks/few_shot_task.h"

#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ttt {

class PairPool {
public:
    int add(Example pair);
    const Example& at(int id) const { return *pairs_[static_cast<size_t>(id)]; }

private:
    struct Hash {
        size_t operator()(const Example& pair) const noexcept;
    };
    std::unordered_map<Example, int, Hash> ids_;
    std::vector<const Example*> pairs_; // keys of ids_, which never move
};

// Lists of pair numbers seen so far.
class SeenLists {
public:
    // True for a list that is new.
    bool add(const std::vector<int>& list) { return lists_.insert(list).second; }

private:
    struct Hash {
        size_t operator()(const std::vector<int>& list) const noexcept;
    };
    std::unordered_set<std::vector<int>, Hash> lists_;
};

} // namespace ttt
