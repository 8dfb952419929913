#include "core/kernels/attention/prefix_attention_cpu.h"

#include "core/kernels/attention/attention_heads.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ttt::cpu {

namespace {

template <typename Element>
struct ForwardRoom {
    Room<Element> query, keys, values, weights;
    Room<float> scores, sums;
};

// Columns of a row that are seen, and of those the ones in a tile.
struct Seen {
    int64_t begin;
    int64_t end;
    Seen inTile(int64_t t) const {
        return {std::clamp<int64_t>(begin - t * kTile, 0, kTile),
                std::clamp<int64_t>(end - t * kTile, 0, kTile)};
    }
};

// Row r of [tiles][kTile][kTile] scores to exp(score - largest), zero where nothing is seen.
// Returns the largest score and the sum.
template <typename Element>
std::pair<float, float> exponentials(const float* scores, Element* weights, int64_t tiles,
                                     Seen seen) {
    float largest = std::numeric_limits<float>::lowest();
    for (int64_t t = 0; t < tiles; ++t) {
        const Seen here = seen.inTile(t);
        for (int64_t c = here.begin; c < here.end; ++c) {
            largest = std::max(largest, scores[t * kArea + c]);
        }
    }
    float sum = 0;
    for (int64_t t = 0; t < tiles; ++t) {
        const Seen here = seen.inTile(t);
        for (int64_t c = 0; c < here.begin; ++c) store(weights + t * kArea + c, 0.0F);
        for (int64_t c = here.begin; c < here.end; ++c) {
            const float weight = fastExp(scores[t * kArea + c] - largest);
            sum += weight;
            store(weights + t * kArea + c, weight);
        }
        for (int64_t c = std::max(here.begin, here.end); c < kTile; ++c) {
            store(weights + t * kArea + c, 0.0F);
        }
    }
    return {largest, sum};
}

// Row r of sums, divided by divisors[r], to row first + r of `out`.
template <typename In>
void storeRows(const float* sums, const float* divisors, int64_t rows, int64_t first,
               const HeadRows<In>& out) {
    const int64_t size = packedSize(out.size);
    for (int64_t r = 0; r < rows; ++r) {
        const float factor = 1.0F / divisors[r];
        In* row = out.row(first + r);
        for (int64_t d = 0; d < out.size; ++d) store(row + d, sums[r * size + d] * factor);
    }
}

// Scores of the tiles of keys from firstKey on for the queries from `first` on to their
// unnormalised weights. Fills the sum of each row, and its log-sum-exp where logSums is not null.
template <typename In, typename Element>
void weighRows(const Head<In>& head, int64_t first, int64_t firstKey, int64_t tiles,
               ForwardRoom<Element>& room, float* totals, float* logSums) {
    for (int64_t r = 0; r < kTile; ++r) {
        const bool present = first + r < head.query.count;
        const Seen seen = present ? Seen{head.firstVisible(first + r) - firstKey,
                                         head.visible[first + r] - firstKey}
                                  : Seen{0, 0};
        const auto [largest, total] = exponentials(room.scores.get() + r * kTile,
                                                   room.weights.get() + r * kTile, tiles, seen);
        totals[r] = total;
        if (logSums != nullptr && present) logSums[first + r] = largest + std::log(total);
    }
}

// kTile queries from `first` on against packed keys and values; logSums may be null.
template <typename In, typename Element>
void forwardTile(const Head<In>& head, int64_t first, const Element* keys, const Element* values,
                 ForwardRoom<Element>& room, const HeadRows<In>& out, float* logSums) {
    const int64_t size = packedSize(head.query.size);
    const int64_t area = kTile * size;
    const int64_t rows = std::min(kTile, head.query.count - first);
    const int64_t skipped = head.firstVisible(first) / kTile; // tiles that no row sees
    const int64_t tiles = tileCount(head.visible[first + rows - 1]) - skipped;
    keys += skipped * area;
    values += skipped * area;
    Element* query = room.query.reserve(area);
    float* scores = room.scores.reserve(tiles * kArea);
    Element* weights = room.weights.reserve(tiles * kArea);
    float* sums = room.sums.reserve(area);
    packRows(head.query, first, query);
    for (int64_t t = 0; t < tiles; ++t) {
        multiply(kTile, kTile, size, query, keys + t * area, scores + t * kArea, false);
    }
    std::array<float, kTile> totals;
    weighRows(head, first, skipped * kTile, tiles, room, totals.data(), logSums);
    for (int64_t t = 0; t < tiles; ++t) {
        multiply(kTile, size, kTile, weights + t * kArea, values + t * area, sums, t > 0);
    }
    storeRows(sums, totals.data(), rows, first, out);
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

template <typename In, typename Element>
void forwardAll(const AttentionInput& input, const at::Tensor& out, const at::Tensor& logSums) {
    using WorkRoom = ForwardRoom<Element>;
    const int64_t size = input.heads.query.size(2);
    const auto work = [&](WorkRoom& room, int64_t h, int64_t start, int64_t length) {
        forwardHead(headOf<In>(input, h, start, length), room,
                    tokenRows<In>(out, h, size, start, length),
                    logSums.data_ptr<float>() + h * logSums.stride(0) + start);
    };
    forEachHead<WorkRoom>(input.heads.query.size(0), input.layout, work);
}

template <typename In, typename Element>
void blockAll(const at::Tensor& query, const CachedKeys& cached, const int32_t* visible,
              int64_t window, const AttentionResult& result) {
    const int64_t rows = query.size(1);
    const PackedLayout one{{0, rows}, {}};
    const int64_t shared = query.size(0) / cached.keys.size(0);
    const auto work = [&](ForwardRoom<Element>& room, int64_t h, int64_t, int64_t) {
        const Head<In> head{headRows<const In>(query, h, 0, rows),
                            headRows<const In>(cached.keys, h / shared, 0, cached.keys.size(1)),
                            headRows<const In>(cached.values, h / shared, 0, cached.values.size(1)),
                            visible, window};
        float* logSums = result.logSums.defined()
                             ? result.logSums.data_ptr<float>() + h * result.logSums.stride(0)
                             : nullptr;
        forwardHead(head, room, tokenRows<In>(result.out, h, query.size(2), 0, rows), logSums);
    };
    forEachHead<ForwardRoom<Element>>(query.size(0), one, work);
}

} // namespace

// It throws where it does not.
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

void attendForward(const HeadTensors& heads, const PackedLayout& layout, int64_t window,
                   const at::Tensor& out, const at::Tensor& logSums) {
    withTileTypes(out.scalar_type(), [&]<typename In, typename Element>() {
        forwardAll<In, Element>({heads, layout, window}, out, logSums);
    });
}

void attendBlock(const at::Tensor& query, const CachedKeys& cached, const int32_t* visible,
                 int64_t window, const AttentionResult& result) {
    withTileTypes(query.scalar_type(), [&]<typename In, typename Element>() {
        blockAll<In, Element>(query, cached, visible, window, result);
    });
}

} // namespace ttt::cpu
