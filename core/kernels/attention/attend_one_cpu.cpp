#include "core/kernels/attention/prefix_attention_cpu.h"
#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ttt::cpu {

namespace {

// Positions [0, visible) of keys and values; returns the log of the sum of exponentials.
template <typename T>
float attendOneHead(const T* query, const T* keys, const T* values, int64_t visible, int64_t size,
                    float* scores, T* out) {
    float largest = std::numeric_limits<float>::lowest();
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
    return largest + std::log(sum);
}

template <typename T>
void attendHeads(const at::Tensor& query, const CachedKeys& cached, int64_t begin, int64_t end,
                 const AttentionResult& result) {
    const int64_t size = query.size(1);
    const int64_t shared = query.size(0) / cached.keys.size(0);
    std::vector<float> scores(static_cast<size_t>(end - begin));
    for (int64_t h = 0; h < query.size(0); ++h) {
        const int64_t k = h / shared;
        const float logSum = attendOneHead(
            query.const_data_ptr<T>() + h * query.stride(0),
            cached.keys.const_data_ptr<T>() + k * cached.keys.stride(0) + begin * size,
            cached.values.const_data_ptr<T>() + k * cached.values.stride(0) + begin * size,
            end - begin, size, scores.data(), result.out.data_ptr<T>() + h * size);
        if (result.logSums.defined()) {
            result.logSums.data_ptr<float>()[h * result.logSums.stride(0)] = logSum;
        }
    }
}

} // namespace

void attendOne(const at::Tensor& query, const CachedKeys& cached, int64_t begin, int64_t end,
               const AttentionResult& result) {
    if (query.scalar_type() == at::kFloat) {
        attendHeads<float>(query, cached, begin, end, result);
    } else {
        attendHeads<c10::BFloat16>(query, cached, begin, end, result);
    }
}

} // namespace ttt::cpu
