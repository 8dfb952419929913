// What both directions of the attention kernel share: the heads of packed sequences as rows, the
// loop over them, and memory that is kept from one head to the next. Included by kernel sources
// only.
#pragma once

#include "core/kernels/attention/attention_tiles.h"
#include "core/kernels/prefix_attention.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <memory>

namespace ttt::cpu {

// Whether LibTorch multiplies interleaved bfloat16 here.
bool hasPairProducts();

// work<In, Element>() with the tensors' type and that of the tiles' operands.
template <typename Work>
void withTileTypes(at::ScalarType type, const Work& work) {
    if (type == at::kFloat) {
        work.template operator()<float, float>();
    } else if (hasPairProducts()) {
        work.template operator()<c10::BFloat16, c10::BFloat16>();
    } else {
        work.template operator()<c10::BFloat16, float>();
    }
}

inline constexpr int64_t kArea = kTile * kTile;

inline int64_t tileCount(int64_t length) { return (length + kTile - 1) / kTile; }

// Room of `count` elements that keeps its memory and is not cleared.
template <typename T>
class Room {
public:
    T* reserve(int64_t count) {
        if (count > capacity_) {
            data_ = std::unique_ptr<T[]>(new T[static_cast<size_t>(count)]);
            capacity_ = count;
        }
        return get();
    }
    T* get() const { return data_.get(); }

private:
    std::unique_ptr<T[]> data_;
    int64_t capacity_ = 0;
};

// One head of one sequence.
template <typename In>
struct Head {
    HeadRows<const In> query;
    HeadRows<const In> key;
    HeadRows<const In> value;
    const int32_t* visible; // of each query
    int64_t window = 0;     // of the visible keys only so many last ones count; 0: all

    int64_t firstVisible(int64_t r) const {
        return window > 0 ? std::max<int64_t>(0, visible[r] - window) : 0;
    }
};

// Query heads that share one of keys and values.
inline int64_t queriesPerKey(const HeadTensors& heads) {
    return heads.query.size(0) / heads.key.size(0);
}

// One head of a sequence in [H, N, D].
template <typename T>
HeadRows<T> headRows(const at::Tensor& tensor, int64_t h, int64_t start, int64_t count) {
    T* data = static_cast<T*>(tensor.data_ptr());
    return {data + h * tensor.stride(0) + start * tensor.stride(1), tensor.stride(1), count,
            tensor.size(2)};
}

// The same in [N, H D].
template <typename T>
HeadRows<T> tokenRows(const at::Tensor& tensor, int64_t h, int64_t size, int64_t start,
                      int64_t count) {
    T* data = static_cast<T*>(tensor.data_ptr());
    return {data + start * tensor.stride(0) + h * size, tensor.stride(0), count, size};
}

// Heads that are worth a thread: a few hundred tokens squared.
inline int64_t headsPerTask(const PackedLayout& layout) {
    constexpr int64_t kCellsPerTask = 65536;
    const int64_t length = layout.tokens() / layout.sequences();
    return std::max<int64_t>(1, kCellsPerTask / std::max<int64_t>(1, length * length));
}

// Each head of each sequence: work(room, h, start, length).
template <typename WorkRoom, typename Work>
void forEachHead(int64_t heads, const PackedLayout& layout, const Work& work) {
    const int64_t tasks = layout.sequences() * heads;
    at::parallel_for(0, tasks, headsPerTask(layout), [&](int64_t begin, int64_t end) {
        const auto room = std::make_unique<WorkRoom>();
        for (int64_t i = begin; i < end; ++i) {
            const auto s = static_cast<size_t>(i / heads);
            work(*room, i % heads, layout.starts[s], layout.starts[s + 1] - layout.starts[s]);
        }
        at::native::cpublas::brgemm_release();
    });
}

// What attends and how: the heads, where their sequences lie, and the window (0: none).
struct AttentionInput {
    const HeadTensors& heads;
    const PackedLayout& layout;
    int64_t window = 0;
};

template <typename In>
Head<In> headOf(const AttentionInput& input, int64_t h, int64_t start, int64_t length) {
    const HeadTensors& heads = input.heads;
    const int64_t k = h / queriesPerKey(heads);
    return {headRows<const In>(heads.query, h, start, length),
            headRows<const In>(heads.key, k, start, length),
            headRows<const In>(heads.value, k, start, length),
            input.layout.visibleEnd.data() + start, input.window};
}

} // namespace ttt::cpu
