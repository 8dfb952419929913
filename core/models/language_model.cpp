#include "core/models/language_model.h"

#include <ATen/ATen.h>

namespace ttt {

int64_t countParameters(const LanguageModel& model) {
    int64_t count = 0;
    for (const NamedTensor& weight : model.weights()) count += weight.tensor.numel();
    return count;
}

} // namespace ttt
