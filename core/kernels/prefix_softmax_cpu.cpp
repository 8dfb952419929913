#include "core/kernels/prefix_softmax_cpu.h"

#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <limits>
#include <vector>

namespace ttt::cpu {

namespace {

constexpr int64_t kRowsPerTask = 16;

template <typename T>
void softmaxRow(T* row, int64_t visible, int64_t width, float* buffer) {
    float largest = -std::numeric_limits<float>::infinity();
    for (int64_t i = 0; i < visible; ++i) {
        buffer[i] = toFloat(row[i]);
        largest = std::max(largest, buffer[i]);
    }
    float sum = 0;
    for (int64_t i = 0; i < visible; ++i) {
        buffer[i] = fastExp(buffer[i] - largest);
        sum += buffer[i];
    }
    const float factor = 1.0F / sum;
    for (int64_t i = 0; i < visible; ++i) store(row + i, buffer[i] * factor);
    for (int64_t i = visible; i < width; ++i) store(row + i, 0.0F);
}

template <typename T>
void softmaxRowBackward(const T* weights, T* grads, int64_t visible, int64_t width) {
    float dot = 0;
    for (int64_t i = 0; i < visible; ++i) dot += toFloat(weights[i]) * toFloat(grads[i]);
    for (int64_t i = 0; i < visible; ++i) {
        store(grads + i, toFloat(weights[i]) * (toFloat(grads[i]) - dot));
    }
    for (int64_t i = visible; i < width; ++i) store(grads + i, 0.0F);
}

template <typename T>
void softmaxRows(const at::Tensor& scores, const int32_t* visible) {
    const int64_t rows = scores.size(1);
    const int64_t width = scores.size(2);
    T* data = scores.data_ptr<T>();
    at::parallel_for(0, scores.size(0) * rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
        std::vector<float> buffer(static_cast<size_t>(width));
        for (int64_t i = begin; i < end; ++i) {
            T* row = data + i / rows * scores.stride(0) + i % rows * scores.stride(1);
            softmaxRow(row, visible[i % rows], width, buffer.data());
        }
    });
}

template <typename T>
void softmaxRowsBackward(const at::Tensor& weights, const at::Tensor& grads,
                         const int32_t* visible) {
    const int64_t rows = grads.size(1);
    const int64_t width = grads.size(2);
    const T* w = weights.const_data_ptr<T>();
    T* g = grads.data_ptr<T>();
    at::parallel_for(0, grads.size(0) * rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            const int64_t h = i / rows;
            const int64_t r = i % rows;
            softmaxRowBackward(w + h * weights.stride(0) + r * weights.stride(1),
                               g + h * grads.stride(0) + r * grads.stride(1), visible[r], width);
        }
    });
}

template <typename T>
void attendOneHead(const T* query, const T* keys, const T* values, int64_t visible, int64_t size,
                   float* scores, T* out) {
    float largest = -std::numeric_limits<float>::infinity();
    for (int64_t i = 0; i < visible; ++i) {
        float dot = 0;
        for (int64_t d = 0; d < size; ++d) dot += toFloat(query[d]) * toFloat(keys[i * size + d]);
        scores[i] = dot;
        largest = std::max(largest, dot);
    }
    float sum = 0;
    for (int64_t i = 0; i < visible; ++i) {
        scores[i] = fastExp(scores[i] - largest);
        sum += scores[i];
    }
    float total[256] = {};
    for (int64_t i = 0; i < visible; ++i) {
        const float weight = scores[i];
        for (int64_t d = 0; d < size; ++d) total[d] += weight * toFloat(values[i * size + d]);
    }
    for (int64_t d = 0; d < size; ++d) store(out + d, total[d] / sum);
}

template <typename T>
void attendHeads(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
                 int64_t visible, const at::Tensor& out) {
    const int64_t size = query.size(1);
    std::vector<float> scores(static_cast<size_t>(visible));
    for (int64_t h = 0; h < query.size(0); ++h) {
        attendOneHead(query.const_data_ptr<T>() + h * query.stride(0),
                      keys.const_data_ptr<T>() + h * keys.stride(0),
                      values.const_data_ptr<T>() + h * values.stride(0), visible, size,
                      scores.data(), out.data_ptr<T>() + h * size);
    }
}

} // namespace

void prefixSoftmax(const at::Tensor& scores, const int32_t* visible) {
    if (scores.scalar_type() == at::kFloat) {
        softmaxRows<float>(scores, visible);
    } else {
        softmaxRows<c10::BFloat16>(scores, visible);
    }
}

void prefixSoftmaxBackward(const at::Tensor& weights, const at::Tensor& gradWeights,
                           const int32_t* visible) {
    if (weights.scalar_type() == at::kFloat) {
        softmaxRowsBackward<float>(weights, gradWeights, visible);
    } else {
        softmaxRowsBackward<c10::BFloat16>(weights, gradWeights, visible);
    }
}

void attendOne(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
               int64_t visible, const at::Tensor& out) {
    if (query.scalar_type() == at::kFloat) {
        attendHeads<float>(query, keys, values, visible, out);
    } else {
        attendHeads<c10::BFloat16>(query, keys, values, visible, out);
    }
}

at::Tensor headsToTokens(const at::Tensor& heads) {
    return heads.transpose(0, 1).reshape({heads.size(1), heads.size(0) * heads.size(2)});
}

at::Tensor tokensToHeads(const at::Tensor& tokens, int64_t heads) {
    return tokens.view({tokens.size(0), heads, tokens.size(1) / heads})
        .transpose(0, 1)
        .contiguous();
}

} // namespace ttt::cpu
