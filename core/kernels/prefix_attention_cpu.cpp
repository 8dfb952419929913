#include "core/kernels/prefix_attention_cpu.h"

#include "core/kernels/attention_tiles.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace ttt::cpu {

namespace {

constexpr int64_t kArea = kTile * kTile;

int64_t tileCount(int64_t length) { return (length + kTile - 1) / kTile; }

// Room of `count` elements that keeps its memory and is not cleared.
template <typename T>
class Room {
public:
    T* reserve(int64_t count) {
        if (count > capacity_) {
            data_ = std::unique_ptr<T[]>(new T[static_cast<size_t>(count)]);
            capacity_ = count;
        }
        return data_.get();
    }

private:
    std::unique_ptr<T[]> data_;
    int64_t capacity_ = 0;
};

template <typename Element>
struct ForwardRoom {
    Room<Element> query, keys, values, weights;
    Room<float> scores, sums;
};

// One head of one sequence.
template <typename In>
struct Head {
    HeadRows<const In> query;
    HeadRows<const In> key;
    HeadRows<const In> value;
    const int32_t* visible; // of each query
};

// Row r of [tiles][kTile][kTile] scores to exp(score - largest), zero from `visible` on. Returns
// the largest score and the sum.
template <typename Element>
std::pair<float, float> exponentials(const float* scores, Element* weights, int64_t tiles,
                                     int64_t visible) {
    float largest = std::numeric_limits<float>::lowest();
    for (int64_t t = 0; t < tiles; ++t) {
        const int64_t seen = std::min(kTile, visible - t * kTile);
        for (int64_t c = 0; c < seen; ++c) largest = std::max(largest, scores[t * kArea + c]);
    }
    float sum = 0;
    for (int64_t t = 0; t < tiles; ++t) {
        const int64_t seen = std::clamp<int64_t>(visible - t * kTile, 0, kTile);
        for (int64_t c = 0; c < seen; ++c) {
            const float weight = fastExp(scores[t * kArea + c] - largest);
            sum += weight;
            store(weights + t * kArea + c, weight);
        }
        for (int64_t c = seen; c < kTile; ++c) store(weights + t * kArea + c, 0.0F);
    }
    return {largest, sum};
}

// kTile queries from `first` on against packed keys and values.
template <typename In, typename Element>
void forwardTile(const Head<In>& head, int64_t first, const Element* keys, const Element* values,
                 ForwardRoom<Element>& room, const HeadRows<In>& out, float* logSums) {
    const int64_t size = packedSize(head.query.size);
    const int64_t rows = std::min(kTile, head.query.count - first);
    const int64_t tiles = tileCount(head.visible[first + rows - 1]);
    Element* query = room.query.reserve(kTile * size);
    float* scores = room.scores.reserve(tiles * kArea);
    Element* weights = room.weights.reserve(tiles * kArea);
    float* sums = room.sums.reserve(kTile * size);
    packRows(head.query, first, query);
    for (int64_t t = 0; t < tiles; ++t) {
        multiply(kTile, kTile, size, query, keys + t * kTile * size, scores + t * kArea, false);
    }
    std::array<float, kTile> totals;
    for (int64_t r = 0; r < kTile; ++r) {
        const int64_t visible = r < rows ? head.visible[first + r] : 0;
        const auto [largest, total] =
            exponentials(scores + r * kTile, weights + r * kTile, tiles, visible);
        totals[static_cast<size_t>(r)] = total;
        if (logSums != nullptr && r < rows) logSums[first + r] = largest + std::log(total);
    }
    for (int64_t t = 0; t < tiles; ++t) {
        multiply(kTile, size, kTile, weights + t * kArea, values + t * kTile * size, sums, t > 0);
    }
    for (int64_t r = 0; r < rows; ++r) {
        const float factor = 1.0F / totals[static_cast<size_t>(r)];
        In* row = out.row(first + r);
        for (int64_t d = 0; d < out.size; ++d) store(row + d, sums[r * size + d] * factor);
    }
}

template <typename In, typename Element>
void forwardHead(const Head<In>& head, ForwardRoom<Element>& room, const HeadRows<In>& out,
                 float* logSums) {
    const int64_t length = head.query.count;
    const int64_t tiles = tileCount(head.visible[length - 1]);
    const int64_t size = packedSize(head.query.size);
    const int64_t area = kTile * size;
    Element* rows = room.query.reserve(area);
    Element* keys = room.keys.reserve(tiles * area);
    Element* values = room.values.reserve(tiles * area);
    for (int64_t t = 0; t < tiles; ++t) {
        packRows(head.key, t * kTile, rows);
        transposeToB(rows, size, keys + t * area);
        packRows(head.value, t * kTile, rows);
        toB(rows, size, values + t * area);
    }
    for (int64_t first = 0; first < length; first += kTile) {
        forwardTile(head, first, keys, values, room, out, logSums);
    }
}

// What the backward pass reads of the queries, tile by tile. `across` tiles have channels along K.
template <typename Element>
struct BackwardRoom {
    Room<Element> queries, queriesAcross, grads, gradsAcross;
    Room<Element> key, keyAcross, value;
    Room<float> logSums, deltas, gradQuery, gradKey, gradValue;
    Room<int32_t> visible;
    alignas(64) std::array<float, kArea> scores;
    alignas(64) std::array<float, kArea> gradWeights;
    alignas(64) std::array<Element, kArea> weights;
    alignas(64) std::array<Element, kArea> gradScores;
    alignas(64) std::array<Element, kArea> gradScorePairs;
};

template <typename In>
struct HeadGradients {
    HeadRows<const In> out;
    HeadRows<const In> gradOut;
    const float* logSums;
    HeadRows<In> query;
    HeadRows<In> key;
    HeadRows<In> value;
};

// Queries and gradients of what they read.
template <typename In, typename Element>
void packQueries(const Head<In>& head, const HeadGradients<In>& grads,
                 BackwardRoom<Element>& room) {
    const int64_t size = packedSize(head.query.size);
    const int64_t area = kTile * size;
    const int64_t tiles = tileCount(head.query.count);
    Element* rows = room.key.reserve(area);
    Element* queries = room.queries.reserve(tiles * area);
    Element* queriesAcross = room.queriesAcross.reserve(tiles * area);
    Element* outs = room.grads.reserve(tiles * area);
    Element* outsAcross = room.gradsAcross.reserve(tiles * area);
    for (int64_t t = 0; t < tiles; ++t) {
        packRows(head.query, t * kTile, rows);
        toB(rows, size, queries + t * area);
        transposeToB(rows, size, queriesAcross + t * area);
        packRows(grads.gradOut, t * kTile, rows);
        toB(rows, size, outs + t * area);
        transposeToB(rows, size, outsAcross + t * area);
    }
}

template <typename In>
float dotOfRows(const HeadRows<const In>& a, const HeadRows<const In>& b, int64_t r) {
    float dot = 0;
    for (int64_t d = 0; d < a.size; ++d) dot += toFloat(a.row(r)[d]) * toFloat(b.row(r)[d]);
    return dot;
}

// Numbers of each query; those beyond the last see nothing.
template <typename In, typename Element>
void fillQueryNumbers(const Head<In>& head, const HeadGradients<In>& grads,
                      BackwardRoom<Element>& room) {
    const int64_t length = head.query.count;
    const int64_t padded = tileCount(length) * kTile;
    float* logSums = room.logSums.reserve(padded);
    float* deltas = room.deltas.reserve(padded);
    int32_t* visible = room.visible.reserve(padded);
    for (int64_t r = 0; r < padded; ++r) {
        const bool present = r < length;
        logSums[r] = present ? grads.logSums[r] : 0;
        visible[r] = present ? head.visible[r] : 0;
        deltas[r] = present ? dotOfRows(grads.out, grads.gradOut, r) : 0;
    }
}

// Scores [c, r] and gradients of the weights to weights and gradients of the scores; c counts from
// `column`, r from `row`. Two c at a time, as a packed B has them.
template <typename Element>
void weigh(BackwardRoom<Element>& room, int64_t row, int64_t column) {
    const float* logSums = room.logSums.reserve(0) + row;
    const float* deltas = room.deltas.reserve(0) + row;
    const int32_t* visible = room.visible.reserve(0) + row;
    const auto weighOne = [&](int64_t c, int64_t r) {
        const auto i = static_cast<size_t>(c * kTile + r);
        const float seen = column + c < visible[r] ? 1.0F : 0.0F;
        const float weight = seen * fastExp(room.scores[i] - logSums[r]);
        const float grad = weight * (room.gradWeights[i] - deltas[r]);
        store(room.weights.data() + i, weight);
        store(room.gradScores.data() + i, grad);
        return grad;
    };
    for (int64_t c = 0; c < kTile; c += 2) {
        for (int64_t r = 0; r < kTile; ++r) {
            const float first = weighOne(c, r);
            const float second = weighOne(c + 1, r);
            if constexpr (!std::is_same_v<Element, float>) {
                Element* pair = room.gradScorePairs.data() + c * kTile + 2 * r;
                store(pair, first);
                store(pair + 1, second);
            }
        }
    }
}

// One tile of keys against all queries that see any of it.
template <typename In, typename Element>
void backwardTile(const Head<In>& head, int64_t column, const HeadGradients<In>& grads,
                  BackwardRoom<Element>& room) {
    const int64_t size = packedSize(head.query.size);
    const int64_t area = kTile * size;
    Element* key = room.key.reserve(area);
    Element* keyAcross = room.keyAcross.reserve(area);
    Element* value = room.value.reserve(area);
    float* gradKey = room.gradKey.reserve(area);
    float* gradValue = room.gradValue.reserve(area);
    packRows(head.key, column, key);
    transposeToA(key, size, keyAcross);
    packRows(head.value, column, value);
    std::fill_n(gradKey, area, 0.0F);
    std::fill_n(gradValue, area, 0.0F);
    const Element* pairs =
        std::is_same_v<Element, float> ? room.gradScores.data() : room.gradScorePairs.data();
    for (int64_t t = 0; t < tileCount(head.query.count); ++t) {
        const int64_t last = std::min((t + 1) * kTile, head.query.count) - 1;
        if (head.visible[last] <= column) continue;
        const int64_t at = t * area;
        multiply(kTile, kTile, size, key, room.queriesAcross.reserve(0) + at, room.scores.data(),
                 false);
        multiply(kTile, kTile, size, value, room.gradsAcross.reserve(0) + at,
                 room.gradWeights.data(), false);
        weigh(room, t * kTile, column);
        multiply(kTile, size, kTile, room.weights.data(), room.grads.reserve(0) + at, gradValue,
                 true);
        multiply(kTile, size, kTile, room.gradScores.data(), room.queries.reserve(0) + at, gradKey,
                 true);
        multiply(size, kTile, kTile, keyAcross, pairs, room.gradQuery.reserve(0) + at, true);
    }
    for (int64_t r = 0; r < std::min(kTile, head.key.count - column); ++r) {
        for (int64_t d = 0; d < head.key.size; ++d) {
            store(grads.key.row(column + r) + d, gradKey[r * size + d]);
            store(grads.value.row(column + r) + d, gradValue[r * size + d]);
        }
    }
}

template <typename In, typename Element>
void backwardHead(const Head<In>& head, const HeadGradients<In>& grads,
                  BackwardRoom<Element>& room) {
    const int64_t length = head.query.count;
    const int64_t area = kTile * packedSize(head.query.size);
    packQueries(head, grads, room);
    fillQueryNumbers(head, grads, room);
    float* gradQuery = room.gradQuery.reserve(tileCount(length) * area);
    std::fill_n(gradQuery, tileCount(length) * area, 0.0F);
    for (int64_t column = 0; column < length; column += kTile) {
        backwardTile(head, column, grads, room);
    }
    for (int64_t r = 0; r < length; ++r) {
        const float* tile = gradQuery + r / kTile * area + r % kTile;
        for (int64_t d = 0; d < grads.query.size; ++d) {
            store(grads.query.row(r) + d, tile[d * kTile]);
        }
    }
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
int64_t headsPerTask(const PackedLayout& layout) {
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

template <typename In>
Head<In> headOf(const HeadTensors& heads, const PackedLayout& layout, int64_t h, int64_t start,
                int64_t length) {
    return {headRows<const In>(heads.query, h, start, length),
            headRows<const In>(heads.key, h, start, length),
            headRows<const In>(heads.value, h, start, length), layout.visibleEnd.data() + start};
}

template <typename In, typename Element>
void forwardAll(const HeadTensors& heads, const PackedLayout& layout, const at::Tensor& out,
                const at::Tensor& logSums) {
    using WorkRoom = ForwardRoom<Element>;
    const int64_t size = heads.query.size(2);
    const auto work = [&](WorkRoom& room, int64_t h, int64_t start, int64_t length) {
        forwardHead(headOf<In>(heads, layout, h, start, length), room,
                    tokenRows<In>(out, h, size, start, length),
                    logSums.data_ptr<float>() + h * logSums.stride(0) + start);
    };
    forEachHead<WorkRoom>(heads.query.size(0), layout, work);
}

template <typename In, typename Element>
void backwardAll(const HeadTensors& heads, const PackedLayout& layout,
                 const AttentionResult& result, const at::Tensor& gradOut,
                 const HeadTensors& grads) {
    using WorkRoom = BackwardRoom<Element>;
    const int64_t size = heads.query.size(2);
    const auto work = [&](WorkRoom& room, int64_t h, int64_t start, int64_t length) {
        const HeadGradients<In> own{tokenRows<const In>(result.out, h, size, start, length),
                                    tokenRows<const In>(gradOut, h, size, start, length),
                                    result.logSums.const_data_ptr<float>() +
                                        h * result.logSums.stride(0) + start,
                                    headRows<In>(grads.query, h, start, length),
                                    headRows<In>(grads.key, h, start, length),
                                    headRows<In>(grads.value, h, start, length)};
        backwardHead(headOf<In>(heads, layout, h, start, length), own, room);
    };
    forEachHead<WorkRoom>(heads.query.size(0), layout, work);
}

template <typename In, typename Element>
void blockAll(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
              const int32_t* visible, const at::Tensor& out) {
    const int64_t rows = query.size(1);
    const PackedLayout one{{0, rows}, {}};
    const auto work = [&](ForwardRoom<Element>& room, int64_t h, int64_t, int64_t) {
        const Head<In> head{headRows<const In>(query, h, 0, rows),
                            headRows<const In>(keys, h, 0, keys.size(1)),
                            headRows<const In>(values, h, 0, values.size(1)), visible};
        forwardHead(head, room, tokenRows<In>(out, h, query.size(2), 0, rows), nullptr);
    };
    forEachHead<ForwardRoom<Element>>(query.size(0), one, work);
}

// Whether LibTorch multiplies interleaved bfloat16 here; it throws where it does not.
bool hasPairProducts() {
    static const bool has = [] {
        constexpr int64_t kSize = 16;
        const std::array<c10::BFloat16, kSize * kSize> zeros{};
        std::array<float, kSize * kSize> product;
        try {
            multiply(kSize, kSize, kSize, zeros.data(), zeros.data(), product.data(), false);
            at::native::cpublas::brgemm_release();
            return true;
        } catch (const c10::Error&) {
            return false;
        }
    }();
    return has;
}

} // namespace

void attendForward(const HeadTensors& heads, const PackedLayout& layout, const at::Tensor& out,
                   const at::Tensor& logSums) {
    if (out.scalar_type() == at::kFloat) {
        forwardAll<float, float>(heads, layout, out, logSums);
    } else if (hasPairProducts()) {
        forwardAll<c10::BFloat16, c10::BFloat16>(heads, layout, out, logSums);
    } else {
        forwardAll<c10::BFloat16, float>(heads, layout, out, logSums);
    }
}

void attendBackward(const HeadTensors& heads, const PackedLayout& layout,
                    const AttentionResult& result, const at::Tensor& gradOut,
                    const HeadTensors& grads) {
    if (gradOut.scalar_type() == at::kFloat) {
        backwardAll<float, float>(heads, layout, result, gradOut, grads);
    } else if (hasPairProducts()) {
        backwardAll<c10::BFloat16, c10::BFloat16>(heads, layout, result, gradOut, grads);
    } else {
        backwardAll<c10::BFloat16, float>(heads, layout, result, gradOut, grads);
    }
}

void attendBlock(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
                 const int32_t* visible, const at::Tensor& out) {
    if (query.scalar_type() == at::kFloat) {
        blockAll<float, float>(query, keys, values, visible, out);
    } else if (hasPairProducts()) {
        blockAll<c10::BFloat16, c10::BFloat16>(query, keys, values, visible, out);
    } else {
        blockAll<c10::BFloat16, float>(query, keys, values, visible, out);
    }
}

} // namespace ttt::cpu
