// The benchmark's work for language models: random texts, LoRA training as at test time, and
// decoding of as many tokens for every prompt. Called by benchmark.cpp.
#pragma once

#include "core/engine/benchmark/benchmark.h"
#include "core/models/text/text_decoder.h"

#include <functional>
#include <vector>

namespace ttt {

// Random tokens, of which one in 40 counts in the loss, as answers do in few-shot texts.
std::vector<std::vector<TokenSequence>> benchmarkTexts(const BenchmarkConfig& config,
                                                       int64_t vocabulary);

// Adapters of rank 64 on q, v, gate, up and down.
std::vector<NamedTensor> attachBenchmarkAdapters(LanguageModel& model, uint64_t seed);

// Operations of a training step over the batch that any implementation needs with frozen weights:
// for linear layers the forward product and the gradient of its input; three products for adapters
// and attention; the head at rows in the loss, forward and backward.
double frozenTrainingFlops(TextDecoder& model, const std::vector<TokenSequence>& batch);

// Decodes `tokens` greedy tokens for each text in lockstep; returns their number, and in `visible`
// the positions that they attended to.
double decodeTexts(const LanguageModel& model, const std::vector<TokenSequence>& texts,
                   int64_t tokens, double& visible, const std::function<void()>& afterPrompts);

} // namespace ttt
