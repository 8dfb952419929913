// What a benchmark works on: a model, batches of random episodes, how many floating-point
// operations they take, and how fast plain matrix products of the same shapes are here.
#pragma once

#include "core/engine/benchmark/benchmark.h"
#include "core/models/language_model.h"
#include "core/tasks/episode.h"

#include <memory>
#include <vector>

namespace ttt {

// A model that may be changed. Fresh weights have no zero matrices, so that nothing is skipped.
std::unique_ptr<LanguageModel> benchmarkModel(const BenchmarkConfig& config);

// Four to six pairs of random grids, of at most and about `tokens` tokens.
Episode randomEpisode(uint64_t seed, uint64_t index, int64_t tokens);

// Batches to be worked on in turn; lengths as the config says.
std::vector<std::vector<Episode>> benchmarkEpisodes(const BenchmarkConfig& config);
std::vector<std::vector<TokenSequence>> benchmarkBatches(const BenchmarkConfig& config);

// Floating-point operations of a forward pass over the batch that any implementation needs:
// 2 a weight of every linear layer and token, 2 a weight of the head and row that the loss looks
// at (or `headRows`), and 4 a channel of attention and visible position, layer by layer. Sums over
// embeddings, norms, gates and softmax are not counted. A training step counts three times this,
// as the gradients of a product are two products.
double forwardFlops(LanguageModel& model, const std::vector<TokenSequence>& batch);
double linearFlops(LanguageModel& model);                          // a token, head left out
double attentionFlops(const LanguageModel& model, double visible); // a token

// Operations a second of at::linear over `rows` tokens at the shapes of the model's own layers.
double gemmFlopRate(LanguageModel& model, int64_t rows);

} // namespace ttt
