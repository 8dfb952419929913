#include "core/kernels/attention/attention_heads.h"
#include "core/kernels/attention/prefix_attention_cpu.h"

#include <array>

namespace ttt::cpu {

namespace {

// What the backward pass reads of the queries, tile by tile. `across` tiles have channels along K.
template <typename Element>
struct BackwardRoom {
    Room<Element> queries, queriesAcross, grads, gradsAcross;
    Room<Element> key, keyAcross, value;
    Room<float> logSums, deltas, gradQuery, gradKey, gradValue;
    Room<int32_t> begins, visible;
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
    int32_t* begins = room.begins.reserve(padded);
    int32_t* visible = room.visible.reserve(padded);
    for (int64_t r = 0; r < padded; ++r) {
        const bool present = r < length;
        begins[r] = present ? static_cast<int32_t>(head.firstVisible(r)) : 0;
        logSums[r] = present ? grads.logSums[r] : 0;
        visible[r] = present ? head.visible[r] : 0;
        deltas[r] = present ? dotOfRows(grads.out, grads.gradOut, r) : 0;
    }
}

// Scores [c, r] and gradients of the weights to weights and gradients of the scores; c counts from
// `column`, r from `row`. Two c at a time, as a packed B has them.
template <typename Element>
void weigh(BackwardRoom<Element>& room, int64_t row, int64_t column) {
    const float* logSums = room.logSums.get() + row;
    const float* deltas = room.deltas.get() + row;
    const int32_t* begins = room.begins.get() + row;
    const int32_t* visible = room.visible.get() + row;
    const auto weighOne = [&](int64_t c, int64_t r) {
        const auto i = static_cast<size_t>(c * kTile + r);
        const int64_t key = column + c;
        const float seen = key < visible[r] && key >= begins[r] ? 1.0F : 0.0F;
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

// The packed tile of keys at `column` against the tile of queries number t: adds into all three
// gradients.
template <typename Element>
void backwardPair(BackwardRoom<Element>& room, int64_t size, int64_t column, int64_t t) {
    const int64_t at = t * kTile * size;
    float* scores = room.scores.data();
    float* gradWeights = room.gradWeights.data();
    const auto& pairs = std::is_same_v<Element, float> ? room.gradScores : room.gradScorePairs;
    multiply(kTile, kTile, size, room.key.get(), room.queriesAcross.get() + at, scores, false);
    multiply(kTile, kTile, size, room.value.get(), room.gradsAcross.get() + at, gradWeights, false);
    weigh(room, t * kTile, column);
    multiply(kTile, size, kTile, room.weights.data(), room.grads.get() + at,
             room.gradValue.get() + column * size, true);
    multiply(kTile, size, kTile, room.gradScores.data(), room.queries.get() + at,
             room.gradKey.get() + column * size, true);
    multiply(size, kTile, kTile, room.keyAcross.get(), pairs.data(), room.gradQuery.get() + at,
             true);
}

// One tile of keys against all queries that see any of it.
template <typename In, typename Element>
void backwardTile(const Head<In>& head, int64_t column, BackwardRoom<Element>& room) {
    const int64_t size = packedSize(head.query.size);
    const int64_t area = kTile * size;
    packRows(head.key, column, room.key.reserve(area));
    transposeToA(room.key.get(), size, room.keyAcross.reserve(area));
    packRows(head.value, column, room.value.reserve(area));
    for (int64_t t = 0; t < tileCount(head.query.count); ++t) {
        const int64_t last = std::min((t + 1) * kTile, head.query.count) - 1;
        const bool sees =
            head.visible[last] > column && head.firstVisible(t * kTile) < column + kTile;
        if (sees) backwardPair(room, size, column, t);
    }
}

// Sums over the queries of all heads that share these keys begin at zero, and are stored at the
// end.
template <typename Element>
void clearKeySums(int64_t length, int64_t size, BackwardRoom<Element>& room) {
    const int64_t count = tileCount(length) * kTile * packedSize(size);
    std::fill_n(room.gradKey.reserve(count), count, 0.0F);
    std::fill_n(room.gradValue.reserve(count), count, 0.0F);
}

template <typename In, typename Element>
void storeKeySums(const HeadGradients<In>& grads, BackwardRoom<Element>& room) {
    const int64_t size = packedSize(grads.key.size);
    for (int64_t r = 0; r < grads.key.count; ++r) {
        for (int64_t d = 0; d < grads.key.size; ++d) {
            store(grads.key.row(r) + d, room.gradKey.get()[r * size + d]);
            store(grads.value.row(r) + d, room.gradValue.get()[r * size + d]);
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
        backwardTile(head, column, room);
    }
    for (int64_t r = 0; r < length; ++r) {
        const float* tile = gradQuery + r / kTile * area + r % kTile;
        for (int64_t d = 0; d < grads.query.size; ++d) {
            store(grads.query.row(r) + d, tile[d * kTile]);
        }
    }
}

template <typename In, typename Element>
void backwardAll(const AttentionInput& input, const AttentionResult& result,
                 const at::Tensor& gradOut, const HeadTensors& grads) {
    using WorkRoom = BackwardRoom<Element>;
    const int64_t size = input.heads.query.size(2);
    const int64_t shared = queriesPerKey(input.heads);
    const auto work = [&](WorkRoom& room, int64_t k, int64_t start, int64_t length) {
        clearKeySums(length, size, room);
        for (int64_t h = k * shared; h < (k + 1) * shared; ++h) {
            const HeadGradients<In> own{tokenRows<const In>(result.out, h, size, start, length),
                                        tokenRows<const In>(gradOut, h, size, start, length),
                                        result.logSums.const_data_ptr<float>() +
                                            h * result.logSums.stride(0) + start,
                                        headRows<In>(grads.query, h, start, length),
                                        headRows<In>(grads.key, k, start, length),
                                        headRows<In>(grads.value, k, start, length)};
            backwardHead(headOf<In>(input, h, start, length), own, room);
            if (h + 1 == (k + 1) * shared) storeKeySums(own, room);
        }
    };
    forEachHead<WorkRoom>(input.heads.key.size(0), input.layout, work);
}

} // namespace

void attendBackward(const HeadTensors& heads, const PackedLayout& layout, int64_t window,
                    const AttentionResult& result, const at::Tensor& gradOut,
                    const HeadTensors& grads) {
    withTileTypes(gradOut.scalar_type(), [&]<typename In, typename Element>() {
        backwardAll<In, Element>({heads, layout, window}, result, gradOut, grads);
    });
}

} // namespace ttt::cpu
