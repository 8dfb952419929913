// Distinct items and how often each appears. Used within core/vote only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ttt {

template <typename Item>
struct Counted {
    std::vector<Item> items; // distinct, in order of first appearance
    std::vector<int> counts;
};

template <typename Item>
Counted<Item> counted(const std::vector<Item>& items) {
    Counted<Item> result;
    for (const Item& item : items) {
        const auto known = std::ranges::find(result.items, item);
        if (known == result.items.end()) {
            result.items.push_back(item);
            result.counts.push_back(1);
        } else {
            ++result.counts[static_cast<size_t>(known - result.items.begin())];
        }
    }
    return result;
}

} // namespace ttt
