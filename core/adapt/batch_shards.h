// A batch cut into shards of whole sequences, so that one step uses several threads and its
// activations stay in the cache. The cut does not depend on the number of threads, and neither do
// results that are summed in the order of the shards. Trainer calls this.
#pragma once

#include "core/models/language_model.h"
#include "core/tokens/token_sequence.h"

#include <functional>
#include <span>
#include <vector>

namespace ttt {

// Shards of about equal numbers of tokens, in the order of the batch; one on a GPU, which wants
// large products.
std::vector<PackedBatch> packShards(std::span<const TokenSequence> batch, const at::Device& device);

// The same from their lengths alone: where each shard ends, as indices into `lengths`.
std::vector<size_t> evenShardEnds(std::span<const int64_t> lengths, const at::Device& device);

// Where shards of sequences that belong to several owners end, as indices into `lengths`: an
// owner's sequences stand together and are cut only where they are more than a shard by themselves.
std::vector<size_t> shardEnds(std::span<const int64_t> lengths, std::span<const size_t> owners,
                              const at::Device& device);

// Calls work(i) for each shard, on several threads at once where the model allows it; `work` must
// not touch what is not its own. Grad mode is that of the caller. The first exception is rethrown.
void forEachShard(LanguageModel& model, size_t shards, const std::function<void(size_t)>& work);

} // namespace ttt
