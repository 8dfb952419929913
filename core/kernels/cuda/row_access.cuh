// Rows of float32 or bfloat16 in device memory, read and written some cells at a time, with float32
// arithmetic in between; sums over a warp.
#pragma once

#include <cstdint>
#include <cuda_bf16.h>

namespace ttt::cuda {

// N neighbouring cells that are moved at once.
template <typename T, int N>
struct alignas(sizeof(T) * N) Cells {
    T cells[N];
};

template <typename T, int N>
__device__ void loadCells(float (&x)[N], const T* from) {
    const auto read = *reinterpret_cast<const Cells<T, N>*>(from);
#pragma unroll
    for (int i = 0; i < N; ++i) x[i] = static_cast<float>(read.cells[i]);
}

template <typename T, int N>
__device__ void storeCells(T* to, const float (&x)[N]) {
    Cells<T, N> written;
#pragma unroll
    for (int i = 0; i < N; ++i) written.cells[i] = static_cast<T>(x[i]);
    *reinterpret_cast<Cells<T, N>*>(to) = written;
}

// A whole row of D cells, sixteen bytes at a time.
template <typename T, int D>
__device__ void loadRow(float (&x)[D], const T* from) {
    constexpr int kCells = 16 / sizeof(T);
#pragma unroll
    for (int d = 0; d < D; d += kCells) {
        const auto read = *reinterpret_cast<const Cells<T, kCells>*>(from + d);
#pragma unroll
        for (int i = 0; i < kCells; ++i) x[d + i] = static_cast<float>(read.cells[i]);
    }
}

template <typename T, int D>
__device__ void storeRow(T* to, const float (&x)[D]) {
    constexpr int kCells = 16 / sizeof(T);
#pragma unroll
    for (int d = 0; d < D; d += kCells) {
        Cells<T, kCells> written;
#pragma unroll
        for (int i = 0; i < kCells; ++i) written.cells[i] = static_cast<T>(x[d + i]);
        *reinterpret_cast<Cells<T, kCells>*>(to + d) = written;
    }
}

// The same in every lane; the order of additions is fixed.
__device__ inline float warpSum(float x) {
    for (int offset = 16; offset > 0; offset /= 2) x += __shfl_xor_sync(0xffffffffU, x, offset);
    return x;
}

__device__ inline float warpMax(float x) {
    for (int offset = 16; offset > 0; offset /= 2) {
        x = fmaxf(x, __shfl_xor_sync(0xffffffffU, x, offset));
    }
    return x;
}

} // namespace ttt::cuda
