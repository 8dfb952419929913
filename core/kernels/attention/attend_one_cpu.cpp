#include "core/kernels/attention/prefix_attention_cpu.h"
#include "core/kernels/cpu_math.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <limits>
#include <vector>

namespace ttt::cpu {

namespace {

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

void attendOne(const at::Tensor& query, const at::Tensor& keys, const at::Tensor& values,
               int64_t visible, const at::Tensor& out) {
    if (query.scalar_type() == at::kFloat) {
        attendHeads<float>(query, keys, values, visible, out);
    } else {
        attendHeads<c10::BFloat16>(query, keys, values, visible, out);
    }
}

} // namespace ttt::cpu
