// Ragged packed layouts for tests of attention: blocks that see to their own end, as input grids
// do, between causal stretches. Include before Qt Test.
#pragma once

#include "core/base/random.h"
#include "core/kernels/prefix_attention.h"
#include "tests/support/tensors.h"

#include <algorithm>

namespace ttt::test {

inline PackedLayout raggedLayout(const std::vector<int64_t>& lengths, uint64_t seed) {
    Rng random(seed);
    PackedLayout layout;
    layout.starts = {0};
    for (const int64_t length : lengths) {
        for (int64_t t = 0; t < length;) {
            const int64_t end = std::min<int64_t>(length, t + random.between(1, 40));
            const bool block = random.chance(0.5);
            for (; t < end; ++t) {
                layout.visibleEnd.push_back(static_cast<int32_t>(block ? end : t + 1));
            }
        }
        layout.starts.push_back(layout.starts.back() + length);
    }
    return layout;
}

inline HeadTensors randomHeads(int64_t heads, int64_t tokens, int64_t size, at::ScalarType type) {
    return {noise({heads, tokens, size}, 1, type), noise({heads, tokens, size}, 2, type),
            noise({heads, tokens, size}, 3, type)};
}

// Positions [begin, end) of all heads.
inline HeadTensors slice(const HeadTensors& heads, int64_t begin, int64_t end) {
    const auto part = [&](const at::Tensor& t) {
        return t.narrow(1, begin, end - begin).contiguous();
    };
    return {part(heads.query), part(heads.key), part(heads.value)};
}

// The layout of sequence s alone, from its position `from` to `to`; what is visible stays counted
// from the start of the sequence.
inline PackedLayout part(const PackedLayout& layout, int64_t s, int64_t from, int64_t to) {
    const int64_t start = layout.starts[static_cast<size_t>(s)];
    PackedLayout alone;
    alone.starts = {0, to - from};
    alone.visibleEnd.assign(layout.visibleEnd.begin() + start + from,
                            layout.visibleEnd.begin() + start + to);
    return alone;
}

} // namespace ttt::test
