// Attention over packed sequences in which every position sees a prefix of its own sequence: causal
// over outputs and text, to the end of the block inside an input grid; or, with a window, the last
// positions of that prefix. No padding: work is done per sequence, on the visible part only.
#pragma once

#include "core/kernels/qk_rotary.h"

#include <cstdint>
#include <vector>

namespace ttt {

// Sequences laid end to end. visibleEnd[n]: position n sees positions [start of its sequence, start
// + visibleEnd[n]); it never falls within a sequence and lies beyond the position itself.
struct PackedLayout {
    std::vector<int64_t> starts;     // S + 1, the last one is N
    std::vector<int32_t> visibleEnd; // N
    // The same for CUDA kernels, as visibleRanges makes it; may be left undefined.
    at::Tensor ranges = {};

    int64_t sequences() const { return static_cast<int64_t>(starts.size()) - 1; }
    int64_t tokens() const { return starts.empty() ? 0 : starts.back(); }
};

// Rows and tiles of 64 rows as [N + 2 ceil(N / 64), 2] int32 begins and ends on `device`: the
// positions that each row sees, then those that the rows of each tile see, then the rows that see
// positions of each tile. Made once a batch for all layers.
at::Tensor visibleRanges(const PackedLayout& layout, const at::Device& device);

// softmax(query key^T) value per head, with query [H, N, D] scaled already. Returns [N, H D].
// window: of what a position sees only so many last ones count; 0 for all. Differentiable.
at::Tensor prefixAttention(const HeadTensors& heads, const PackedLayout& layout,
                           int64_t window = 0);

// What the backward pass needs of a forward pass besides its inputs.
struct AttentionResult {
    at::Tensor out;     // [N, H D]
    at::Tensor logSums; // [H, N] float32: log of each row's sum of exponentials
};

// Keys and values of sequences that are being decoded, in slots of equal capacity. What all of them
// begin with may be kept once, before position 0 of every slot.
struct KeyValueCache {
    at::Tensor keys;              // [S, K, M, D]
    at::Tensor values;            // [S, K, M, D]
    at::Tensor prefixKeys = {};   // [K, P, D], undefined without a common prefix
    at::Tensor prefixValues = {}; // [K, P, D]

    int64_t prefixLength() const { return prefixKeys.defined() ? prefixKeys.size(1) : 0; }
};

// New positions of cached sequences: sequence s of `layout` stands in slot slots[s] and its first
// new position is number starts[s] in the slot. Writes their keys and values into the cache and
// attends to positions [0, visibleEnd), counted from the start of the prefix, or with a window to
// the last ones of these. Returns [N, H D]. Not differentiable.
at::Tensor cachedAttention(const HeadTensors& heads, const PackedLayout& layout,
                           const std::vector<int64_t>& slots, const std::vector<int64_t>& starts,
                           const KeyValueCache& cache, int64_t window = 0);

} // namespace ttt
