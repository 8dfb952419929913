// Launches of the CUDA kernels on raw pointers: what cuda_kernels.cpp, which knows tensors, and the
// .cu files, which do not, agree on. Rows are dense; `stream` is a cudaStream_t.
#pragma once

#include <cstdint>

namespace ttt::cuda {

enum class Element { Float32, BFloat16 };

struct SwiGluLaunch {
    Element element;
    int64_t rows;
    int64_t width; // F
    const void* gateUp;
    const void* gradOut; // null forward
    void* out;           // [rows, F] forward, [rows, 2F] backward
    void* stream;
};
void launchSwiGlu(const SwiGluLaunch& launch);

struct RmsNormLaunch {
    Element element;
    int64_t rows;
    int64_t channels;
    float epsilon;
    const void* x;     // forward: input; backward: gradNormed
    const void* added; // forward: delta or null; backward: gradSum or null
    void* sum;         // forward only
    void* normed;      // written forward, read backward
    float* scales;     // written forward, read backward
    void* grad;        // backward only, null forward
    void* stream;
};
void launchRmsNorm(const RmsNormLaunch& launch);

} // namespace ttt::cuda
