// Warp-wide matrix products on tensor cores (mma.m16n8k16 of bfloat16 with float32 sums, PTX ISA
// 9.7.14) and the tiles they read from shared memory. A lane holds, with g = lane / 4 and t = lane
// % 4: of A [16 rows, 16] the rows g and g + 8 at columns 2t, 2t + 1, 2t + 8, 2t + 9; of B [16, 8
// columns] the column g at rows 2t, 2t + 1, 2t + 8, 2t + 9; of the sums [16 rows, 8 columns] the
// rows g and g + 8 at columns 2t, 2t + 1.
#pragma once

#include <cstdint>
#include <cuda_bf16.h>

namespace ttt::cuda {

using bfloat = __nv_bfloat16;

constexpr int kTile = 64; // rows of a tile; four warps take sixteen each
constexpr int kTileThreads = 128;

struct Fragment {
    uint32_t pairs[4]; // of A: (g, 2t), (g + 8, 2t), (g, 2t + 8), (g + 8, 2t + 8)
};

// A tile of rows in shared memory; the padding spreads a column over all banks.
template <int D>
struct RowTile {
    static constexpr int kStride = D + 8;
    alignas(16) bfloat cells[kTile * kStride];
};

__device__ inline void multiplyAdd(float (&sums)[4], const Fragment& a, uint32_t b0, uint32_t b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
                 "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                 : "r"(a.pairs[0]), "r"(a.pairs[1]), "r"(a.pairs[2]), "r"(a.pairs[3]), "r"(b0),
                   "r"(b1));
}

__device__ inline uint32_t packed(float low, float high) {
    const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *reinterpret_cast<const uint32_t*>(&pair);
}

// Rows [first, first + kTile) of a matrix with `stride` cells a row; zeros from `rows` on. All
// threads of the block; the caller synchronises.
template <int D>
__device__ void loadTile(RowTile<D>& tile, const bfloat* matrix, int64_t stride, int first,
                         int rows) {
    constexpr int kChunks = D / 8; // of 16 bytes
    for (int i = static_cast<int>(threadIdx.x); i < kTile * kChunks; i += kTileThreads) {
        const int row = i / kChunks;
        const int column = i % kChunks * 8;
        uint4 cells = make_uint4(0, 0, 0, 0);
        if (first + row < rows) {
            cells = *reinterpret_cast<const uint4*>(matrix + (first + row) * stride + column);
        }
        *reinterpret_cast<uint4*>(tile.cells + row * RowTile<D>::kStride + column) = cells;
    }
}

// A fragments of the sixteen rows from `first` on, straight from global memory.
template <int D>
__device__ void loadRows(Fragment (&fragments)[D / 16], const bfloat* matrix, int64_t stride,
                         int first, int rows) {
    const int lane = static_cast<int>(threadIdx.x) % 32;
    for (int part = 0; part < 4; ++part) {
        const int row = first + lane / 4 + part % 2 * 8;
        const int column = lane % 4 * 2 + part / 2 * 8;
#pragma unroll
        for (int k = 0; k < D / 16; ++k) {
            fragments[k].pairs[part] =
                row < rows
                    ? *reinterpret_cast<const uint32_t*>(matrix + row * stride + k * 16 + column)
                    : 0U;
        }
    }
}

// sums[j] += A (tile rows 8j .. 8j + 7)^T: products of sixteen rows with all rows of the tile.
template <int D>
__device__ void multiplyByRows(float (&sums)[kTile / 8][4], const Fragment (&a)[D / 16],
                               const RowTile<D>& tile) {
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const bfloat* column = tile.cells + lane / 4 * RowTile<D>::kStride + lane % 4 * 2;
#pragma unroll
    for (int k = 0; k < D / 16; ++k) {
#pragma unroll
        for (int j = 0; j < kTile / 8; ++j) {
            const bfloat* b = column + j * 8 * RowTile<D>::kStride + k * 16;
            multiplyAdd(sums[j], a[k], *reinterpret_cast<const uint32_t*>(b),
                        *reinterpret_cast<const uint32_t*>(b + 8));
        }
    }
}

// sums [16, D] += weights [16, kTile] tile [kTile, D]; the weights are sums of multiplyByRows,
// rounded to bfloat16.
template <int D>
__device__ void multiplyTile(float (&sums)[D / 8][4], const float (&weights)[kTile / 8][4],
                             const RowTile<D>& tile) {
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int matrix = lane / 8; // of the four that ldmatrix loads
#pragma unroll
    for (int k = 0; k < kTile / 16; ++k) {
        const float(&left)[4] = weights[2 * k];
        const float(&right)[4] = weights[2 * k + 1];
        const Fragment a{{packed(left[0], left[1]), packed(left[2], left[3]),
                          packed(right[0], right[1]), packed(right[2], right[3])}};
        const bfloat* row = tile.cells + (k * 16 + matrix % 2 * 8 + lane % 8) * RowTile<D>::kStride;
#pragma unroll
        for (int n = 0; n < D / 8; n += 2) {
            const auto address =
                static_cast<uint32_t>(__cvta_generic_to_shared(row + (n + matrix / 2) * 8));
            uint32_t b[4];
            asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                         : "=r"(b[0]), "=r"(b[1]), "=r"(b[2]), "=r"(b[3])
                         : "r"(address));
            multiplyAdd(sums[n], a, b[0], b[1]);
            multiplyAdd(sums[n + 1], a, b[2], b[3]);
        }
    }
}

} // namespace ttt::cuda
