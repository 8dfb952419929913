// The masked cross-entropy over a vocabulary on CUDA: a block a row, in place, so that logits exist
// once and in their own type. Overwrites its outputs.
#include "core/kernels/cuda/cuda_launch.h"
#include "core/kernels/cuda/row_access.cuh"
#include "core/kernels/row_math.h"

namespace ttt::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;

// Of the block, the same in every thread; the order of additions is fixed.
__device__ float blockMax(float x) {
    __shared__ float warps[kWarps];
    x = warpMax(x);
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = x;
    __syncthreads();
    for (int w = 0; w < kWarps; ++w) x = fmaxf(x, warps[w]);
    __syncthreads();
    return x;
}

__device__ float blockSum(float x) {
    __shared__ float warps[kWarps];
    x = warpSum(x);
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = x;
    __syncthreads();
    float sum = 0;
    for (int w = 0; w < kWarps; ++w) sum += warps[w];
    __syncthreads();
    return sum;
}

// N classes a thread at a time.
template <typename T, int N>
__global__ void lossKernel(VocabularyLossLaunch launch) {
    const int64_t row = blockIdx.x;
    T* logits = static_cast<T*>(launch.logits) + row * launch.classes;
    const int64_t first = static_cast<int64_t>(threadIdx.x) * N;
    float largest = -INFINITY;
    for (int64_t v = first; v < launch.classes; v += kThreads * N) {
        float x[N];
        loadCells(x, logits + v);
#pragma unroll
        for (int i = 0; i < N; ++i) largest = fmaxf(largest, x[i]);
    }
    largest = blockMax(largest);
    float sum = 0;
    for (int64_t v = first; v < launch.classes; v += kThreads * N) {
        float x[N];
        loadCells(x, logits + v);
#pragma unroll
        for (int i = 0; i < N; ++i) sum += expf(x[i] - largest);
    }
    const float logSum = largest + logf(blockSum(sum));
    const int64_t target = launch.targets[row];
    const float weight = launch.weights[row];
    if (threadIdx.x == 0) {
        launch.losses[row] = rows::targetLoss(static_cast<float>(logits[target]), logSum, weight);
    }
    if (!launch.slopes) return;
    __syncthreads(); // the target's logit has been read
    for (int64_t v = first; v < launch.classes; v += kThreads * N) {
        float x[N];
        loadCells(x, logits + v);
#pragma unroll
        for (int i = 0; i < N; ++i) {
            x[i] = rows::softmaxSlope(expf(x[i] - logSum), v + i == target, weight);
        }
        storeCells(logits + v, x);
    }
}

template <typename T>
void launchTyped(const VocabularyLossLaunch& launch) {
    constexpr int kMost = 4;
    if (launch.rows == 0) return;
    const auto blocks = static_cast<unsigned>(launch.rows);
    const auto stream = static_cast<cudaStream_t>(launch.stream);
    if (launch.classes % kMost == 0) {
        lossKernel<T, kMost><<<blocks, kThreads, 0, stream>>>(launch);
    } else {
        lossKernel<T, 1><<<blocks, kThreads, 0, stream>>>(launch);
    }
}

} // namespace

void launchVocabularyLoss(const VocabularyLossLaunch& launch) {
    if (launch.element == Element::Float32) {
        launchTyped<float>(launch);
    } else {
        launchTyped<__nv_bfloat16>(launch);
    }
}

} // namespace ttt::cuda
