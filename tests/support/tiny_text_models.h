// The tiny random language models under tests/data/text_models, and text sequences without any
// tokenizer. Include before Qt Test.
#pragma once

#include "core/base/model_files.h"
#include "core/base/random.h"
#include "core/models/packed_batch.h"
#include "core/models/text/text_model_file.h"
#include "core/tokens/text_codec.h"
#include "tests/support/shared_data.h"
#include "tests/support/tensors.h"

#include <ATen/core/grad_mode.h>

namespace ttt::test {

inline const std::vector<std::string> kTinyModels{"llama", "llama3", "qwen2", "qwen3", "gemma3"};

inline std::filesystem::path tinyModelFolder(const std::string& name) {
    return std::filesystem::path(TTT_SOURCE_DIR) / "tests" / "data" / "text_models" / name;
}

inline std::unique_ptr<TextDecoder> tinyModel(const std::string& name,
                                              at::ScalarType type = at::kFloat) {
    return loadTextDecoder(tinyModelFolder(name), {at::kCPU, type});
}

// weights: of each token as a target; empty for ones.
inline TokenSequence textSequence(const std::vector<int32_t>& ids,
                                  std::vector<float> weights = {}) {
    if (weights.empty()) weights.assign(ids.size(), 1);
    return shiftedSequence({ids, weights});
}

inline TokenSequence randomText(uint64_t seed, int length, int vocabulary) {
    Rng random(seed);
    std::vector<int32_t> ids;
    for (int i = 0; i < length; ++i) ids.push_back(random.below(vocabulary));
    return textSequence(ids);
}

inline PackedBatch packed(const std::vector<TokenSequence>& sequences) {
    return packSequences(sequences, at::kCPU);
}

// [N, V] float32 natural logarithms.
inline at::Tensor logProbabilities(const LanguageModel& model, const TokenSequence& sequence) {
    const at::NoGradGuard noGrad;
    const at::Tensor hidden = model.forward(packed({sequence}), false);
    return at::log_softmax(model.logits(hidden, false).to(at::kDouble), -1);
}

} // namespace ttt::test
