// ARC decoders that are quick to run in tests, with random weights everywhere: fresh decoders start
// with zeros where they would hide what a test looks for. Include before Qt Test.
#pragma once

#include "core/models/arc_decoder.h"
#include "core/tokens/arc_codec.h"
#include "tests/support/episodes.h"
#include "tests/support/tensors.h"

#include <ATen/core/grad_mode.h>
#include <cmath>

namespace ttt::test {

inline ArcDecoderShape smallShape() { return {2, 64, 2, 48, 96}; }

// Every weight drawn anew; matrices keep the size of what flows through them.
inline void randomise(LanguageModel& model, uint64_t seed) {
    const at::NoGradGuard noGrad;
    for (const NamedTensor& weight : model.weights()) {
        const auto inputs = static_cast<double>(weight.tensor.size(-1));
        const bool gain = weight.tensor.dim() == 1;
        const at::Tensor draws = noise(weight.tensor.sizes(), seed++, weight.tensor.scalar_type());
        weight.tensor.copy_(gain ? draws * 0.1 + 1 : draws / std::sqrt(inputs));
    }
    model.weightsChanged();
}

inline ArcDecoder randomDecoder(uint64_t seed, at::ScalarType type = at::kFloat,
                                const ArcDecoderShape& shape = smallShape()) {
    ArcDecoder model(shape, 0, {at::kCPU, type});
    randomise(model, seed);
    return model;
}

inline PackedBatch randomBatch(uint64_t seed, const at::Device& device = at::kCPU) {
    Rng random(seed);
    const ArcCodec codec;
    const AdaptConfig config;
    const std::vector<TokenSequence> sequences{codec.encode(randomEpisode(random, 7, 2), config),
                                               codec.encode(randomEpisode(random, 12, 3), config)};
    return packSequences(sequences, device);
}

// float32 logits of every position.
inline at::Tensor logitsOf(const LanguageModel& model, const PackedBatch& batch) {
    const at::NoGradGuard noGrad;
    const at::Tensor hidden = model.forward(batch, false);
    return at::linear(hidden, model.head().weight.to(hidden.scalar_type())).to(at::kFloat);
}

} // namespace ttt::test
