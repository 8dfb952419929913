// The merges of byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909): which two neighbouring
// tokens become which one, and in what order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ttt {

class BpeMerges {
public:
    explicit BpeMerges(size_t count);

    // The next merge in order of rank; false if the pair was there already. Ids are not negative.
    bool add(int32_t left, int32_t right, int32_t result);

    // Applies the merges to `symbols`, lowest rank first and the leftmost of equal ones first,
    // until none applies. O(n log n).
    void apply(std::vector<int32_t>& symbols) const;

private:
    struct Slot {
        uint64_t pair = 0;
        uint32_t rank = 0; // from 1; 0: empty
        int32_t result = 0;
    };
    const Slot* find(int32_t left, int32_t right) const;
    size_t slotOf(uint64_t pair) const;
    uint32_t rankOf(const std::vector<int32_t>& symbols, size_t left) const;
    void applyToShort(std::vector<int32_t>& symbols) const;
    void applyToLong(std::vector<int32_t>& symbols) const;

    std::vector<Slot> slots_; // open addressing, at most half full
    size_t mask_ = 0;
    uint32_t lastRank_ = 0;
};

} // namespace ttt
