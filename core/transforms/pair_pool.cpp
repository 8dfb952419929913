#include "core/transforms/pair_pool.h"

#include <functional>

namespace ttt {

int PairPool::add(Example pair) {
    const auto [place, isNew] = ids_.try_emplace(std::move(pair), static_cast<int>(pairs_.size()));
    if (isNew) pairs_.push_back(&place->first);
    return place->second;
}

size_t PairPool::Hash::operator()(const Example& pair) const noexcept {
    const std::hash<Value> hash;
    return hash(pair.input) * 0x9e3779b97f4a7c15ULL + hash(pair.output);
}

size_t SeenLists::Hash::operator()(const std::vector<int>& list) const noexcept {
    size_t hash = list.size();
    for (const int id : list) {
        hash = (hash ^ static_cast<size_t>(id)) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 29;
    }
    return hash;
}

} // namespace ttt
