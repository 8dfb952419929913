#include "core/kernels/language/vocabulary_loss_cpu.h"

#include "core/kernels/cpu_math.h"
#include "core/kernels/row_math.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>

namespace ttt::cpu {

namespace {

template <typename T>
float largestOf(const T* logits, int64_t classes) {
    float largest = toFloat(logits[0]);
    for (int64_t v = 1; v < classes; ++v) largest = std::max(largest, toFloat(logits[v]));
    return largest;
}

template <typename T>
float sumOfExp(const T* logits, int64_t classes, float largest) {
    float sum = 0;
    for (int64_t v = 0; v < classes; ++v) sum += fastExp(toFloat(logits[v]) - largest);
    return sum;
}

template <typename T>
void writeSlopes(T* logits, int64_t classes, int64_t target, float logSum, float weight) {
    const float own = fastExp(toFloat(logits[target]) - logSum);
    for (int64_t v = 0; v < classes; ++v) {
        store(logits + v, rows::softmaxSlope(fastExp(toFloat(logits[v]) - logSum), false, weight));
    }
    store(logits + target, rows::softmaxSlope(own, true, weight));
}

template <typename T>
void lossOfRows(const at::Tensor& logits, const at::Tensor& targets, const at::Tensor& weights,
                const at::Tensor& losses, bool slopes) {
    const int64_t classes = logits.size(1);
    T* all = logits.data_ptr<T>();
    const auto* target = targets.const_data_ptr<int64_t>();
    const auto* weight = weights.const_data_ptr<float>();
    auto* loss = losses.data_ptr<float>();
    at::parallel_for(0, logits.size(0), 1, [&](int64_t begin, int64_t end) {
        for (int64_t m = begin; m < end; ++m) {
            T* row = all + m * classes;
            const float largest = largestOf(row, classes);
            const float logSum = largest + std::log(sumOfExp(row, classes, largest));
            loss[m] = rows::targetLoss(toFloat(row[target[m]]), logSum, weight[m]);
            if (slopes) writeSlopes(row, classes, target[m], logSum, weight[m]);
        }
    });
}

} // namespace

void vocabularyLoss(const at::Tensor& logits, const at::Tensor& targets, const at::Tensor& weights,
                    const at::Tensor& losses, bool slopes) {
    if (logits.scalar_type() == at::kFloat) {
        lossOfRows<float>(logits, targets, weights, losses, slopes);
    } else {
        lossOfRows<c10::BFloat16>(logits, targets, weights, losses, slopes);
    }
}

} // namespace ttt::cpu
