#include "core/kernels/devices.h"
#include "core/kernels/prefix_attention.h"

#include <ATen/ATen.h>
#include <algorithm>

namespace ttt {

namespace {

constexpr int64_t kTile = 64;

struct Ranges {
    std::vector<int32_t> pairs;
    void add(int64_t begin, int64_t end) {
        pairs.push_back(static_cast<int32_t>(begin));
        pairs.push_back(static_cast<int32_t>(end));
    }
    int64_t begin(int64_t row) const { return pairs[static_cast<size_t>(2 * row)]; }
    int64_t end(int64_t row) const { return pairs[static_cast<size_t>(2 * row) + 1]; }
};

// What a row sees never falls within a sequence, so that the first row of a tile begins, and the
// last one of a sequence ends, what the tile has to do with.
void addKeysOfQueries(Ranges& ranges, int64_t tokens) {
    for (int64_t first = 0; first < tokens; first += kTile) {
        int64_t end = 0;
        for (int64_t row = first; row < std::min(first + kTile, tokens); ++row) {
            end = std::max(end, ranges.end(row));
        }
        ranges.add(ranges.begin(first), end);
    }
}

void addQueriesOfKeys(Ranges& ranges, const PackedLayout& layout) {
    const int64_t tokens = layout.tokens();
    size_t sequence = 0;
    for (int64_t first = 0; first < tokens; first += kTile) {
        const int64_t start = ranges.begin(first);
        int64_t begin = first;
        while (begin > start && ranges.end(begin - 1) > first) --begin;
        const int64_t last = std::min(first + kTile, tokens) - 1;
        while (layout.starts[sequence + 1] <= last) ++sequence;
        ranges.add(begin, layout.starts[sequence + 1]);
    }
}

} // namespace

at::Tensor visibleRanges(const PackedLayout& layout, const at::Device& device) {
    const int64_t tokens = layout.tokens();
    Ranges ranges;
    for (int64_t s = 0; s < layout.sequences(); ++s) {
        const int64_t start = layout.starts[static_cast<size_t>(s)];
        for (int64_t row = start; row < layout.starts[static_cast<size_t>(s) + 1]; ++row) {
            ranges.add(start, start + layout.visibleEnd[static_cast<size_t>(row)]);
        }
    }
    addKeysOfQueries(ranges, tokens);
    addQueriesOfKeys(ranges, layout);
    return uploaded(at::tensor(ranges.pairs, at::kInt).view({-1, 2}), device);
}

} // namespace ttt
