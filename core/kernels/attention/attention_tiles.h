// Square tiles of the attention kernel: packing rows into the operands of a small matrix product,
// and the product itself with float32 accumulators (LibTorch's brgemm, that is oneDNN's). A product
// is C [M, N] = A [M, K] B [K, N]; of a bfloat16 B two rows are interleaved, as the processors'
// dot products of pairs want it. Included by kernel sources only.
#pragma once

#include "core/kernels/cpu_math.h"

#include <ATen/native/CPUBlas.h>
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace ttt::cpu {

inline constexpr int64_t kTile = 64;

// Rows of one head, each contiguous; packed, those from `count` on are zeros.
template <typename T>
struct HeadRows {
    T* data;
    int64_t stride; // between rows
    int64_t count;
    int64_t size; // D

    T* row(int64_t r) const { return data + r * stride; }
};

// Channels a packed row has: an even number.
inline int64_t packedSize(int64_t size) { return (size + 1) / 2 * 2; }

// A [kTile, P] of rows from `first` on, P = packedSize(D).
template <typename In, typename Element>
void packRows(const HeadRows<In>& rows, int64_t first, Element* a) {
    const int64_t size = packedSize(rows.size);
    const int64_t present = std::clamp<int64_t>(rows.count - first, 0, kTile);
    for (int64_t r = 0; r < present; ++r) {
        const In* row = rows.row(first + r);
        for (int64_t d = 0; d < rows.size; ++d) store(a + r * size + d, toFloat(row[d]));
        if (size > rows.size) store(a + r * size + rows.size, 0.0F);
    }
    std::fill(a + present * size, a + kTile * size, Element{});
}

// A [kTile, P] to A [P, kTile].
template <typename Element>
void transposeToA(const Element* a, int64_t size, Element* transposed) {
    for (int64_t d = 0; d < size; ++d) {
        for (int64_t r = 0; r < kTile; ++r) transposed[d * kTile + r] = a[r * size + d];
    }
}

// A [kTile, P] to B [kTile, P].
inline void toB(const float* a, int64_t size, float* b) { std::copy_n(a, kTile * size, b); }
inline void toB(const c10::BFloat16* a, int64_t size, c10::BFloat16* b) {
    for (int64_t r = 0; r < kTile; r += 2) {
        const c10::BFloat16* rows = a + r * size;
        for (int64_t d = 0; d < size; ++d) {
            b[r * size + 2 * d] = rows[d];
            b[r * size + 2 * d + 1] = rows[size + d];
        }
    }
}

// A [kTile, P] to B [P, kTile]. Two channels of a row stay neighbours.
inline void transposeToB(const float* a, int64_t size, float* b) { transposeToA(a, size, b); }
inline void transposeToB(const c10::BFloat16* a, int64_t size, c10::BFloat16* b) {
    for (int64_t d = 0; d < size; d += 2) {
        for (int64_t r = 0; r < kTile; ++r) {
            std::memcpy(b + d * kTile + 2 * r, a + r * size + d, 2 * sizeof *a);
        }
    }
}

// C [m, n], all dense, = or += A [m, k] B [k, n].
template <typename Element>
void multiply(int64_t m, int64_t n, int64_t k, const Element* a, const Element* b, float* c,
              bool add) {
    constexpr bool kPairs = !std::is_same_v<Element, float>;
    at::native::cpublas::brgemm(m, n, k, k, n, n, add, a, b, c, kPairs);
}

} // namespace ttt::cpu
