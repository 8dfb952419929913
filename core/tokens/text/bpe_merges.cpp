#include "core/tokens/text/bpe_merges.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <queue>

namespace ttt {

namespace {

constexpr size_t kShort = 40; // up to here a scan is faster than a heap
constexpr uint32_t kNoRank = std::numeric_limits<uint32_t>::max();

uint64_t pairOf(int32_t left, int32_t right) {
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
}

} // namespace

BpeMerges::BpeMerges(size_t count)
    : slots_(std::bit_ceil(2 * count + 2)), mask_(slots_.size() - 1) {}

// Of the pair, or the empty one where it would go.
size_t BpeMerges::slotOf(uint64_t pair) const {
    size_t slot = (pair * 0x9E3779B97F4A7C15ULL >> 20) & mask_;
    while (slots_[slot].rank != 0 && slots_[slot].pair != pair) slot = (slot + 1) & mask_;
    return slot;
}

bool BpeMerges::add(int32_t left, int32_t right, int32_t result) {
    const uint64_t pair = pairOf(left, right);
    Slot& slot = slots_[slotOf(pair)];
    if (slot.rank != 0 || lastRank_ + 1 >= slots_.size()) return false;
    slot = {pair, ++lastRank_, result};
    return true;
}

const BpeMerges::Slot* BpeMerges::find(int32_t left, int32_t right) const {
    const Slot& slot = slots_[slotOf(pairOf(left, right))];
    return slot.rank == 0 ? nullptr : &slot;
}

uint32_t BpeMerges::rankOf(const std::vector<int32_t>& symbols, size_t left) const {
    if (left + 1 >= symbols.size()) return kNoRank;
    const Slot* slot = find(symbols[left], symbols[left + 1]);
    return slot == nullptr ? kNoRank : slot->rank;
}

void BpeMerges::applyToShort(std::vector<int32_t>& symbols) const {
    uint32_t ranks[kShort];
    for (size_t i = 0; i + 1 < symbols.size(); ++i) ranks[i] = rankOf(symbols, i);
    while (symbols.size() > 1) {
        const size_t pairs = symbols.size() - 1;
        const auto best = static_cast<size_t>(std::min_element(ranks, ranks + pairs) - ranks);
        if (ranks[best] == kNoRank) return;
        symbols[best] = find(symbols[best], symbols[best + 1])->result;
        symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        std::copy(ranks + best + 1, ranks + pairs, ranks + best);
        ranks[best] = rankOf(symbols, best);
        if (best > 0) ranks[best - 1] = rankOf(symbols, best - 1);
    }
}

namespace {

struct Candidate {
    uint32_t rank;
    size_t left; // index of the left symbol
    int32_t leftId;
    int32_t rightId;

    // The queue has the greatest on top.
    bool operator<(const Candidate& other) const {
        return rank != other.rank ? rank > other.rank : left > other.left;
    }
};

} // namespace

void BpeMerges::applyToLong(std::vector<int32_t>& symbols) const {
    constexpr int32_t kGone = -1;
    const size_t count = symbols.size();
    std::vector<size_t> next(count);
    std::vector<size_t> previous(count);
    std::priority_queue<Candidate> queue;
    const auto offer = [&](size_t left, size_t right) {
        if (right >= count) return;
        if (const Slot* slot = find(symbols[left], symbols[right])) {
            queue.push({slot->rank, left, symbols[left], symbols[right]});
        }
    };
    for (size_t i = 0; i < count; ++i) {
        next[i] = i + 1;
        previous[i] = i - 1; // wraps for the first: never read
        offer(i, i + 1);
    }
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        const size_t right = next[best.left];
        const bool isStale =
            symbols[best.left] != best.leftId || right >= count || symbols[right] != best.rightId;
        if (isStale) continue;
        symbols[best.left] = find(best.leftId, best.rightId)->result;
        symbols[right] = kGone;
        next[best.left] = next[right];
        if (next[right] < count) previous[next[right]] = best.left;
        if (best.left > 0) offer(previous[best.left], best.left);
        offer(best.left, next[best.left]);
    }
    std::erase(symbols, kGone);
}

void BpeMerges::apply(std::vector<int32_t>& symbols) const {
    if (symbols.size() <= kShort) {
        applyToShort(symbols);
    } else {
        applyToLong(symbols);
    }
}

} // namespace ttt
