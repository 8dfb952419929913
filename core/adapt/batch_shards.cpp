#include "core/adapt/batch_shards.h"

#include "core/kernels/parallel_tasks.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ttt {

namespace {

constexpr int64_t kShardTokens = 1024;

// Masks are drawn from one generator an adapter, in the order of the calls.
bool drawsMasks(LanguageModel& model) {
    return std::ranges::any_of(model.linearGroups(), [](const LinearGroup* group) {
        return std::ranges::any_of(group->parts, [](const AdaptedLinear& part) {
            return part.adapter && part.adapter->dropout > 0;
        });
    });
}

} // namespace

std::vector<size_t> evenShardEnds(std::span<const int64_t> lengths, const at::Device& device) {
    const int64_t tokens = std::accumulate(lengths.begin(), lengths.end(), int64_t{0});
    const int64_t shards = device.is_cpu() ? std::max<int64_t>(1, tokens / kShardTokens) : 1;
    std::vector<size_t> ends;
    int64_t seen = 0;
    for (size_t i = 0; i < lengths.size(); ++i) {
        seen += lengths[i];
        const auto cut = static_cast<int64_t>(ends.size()) + 1;
        if (i + 1 == lengths.size() || seen * shards >= cut * tokens) ends.push_back(i + 1);
    }
    return ends;
}

std::vector<PackedBatch> packShards(std::span<const TokenSequence> batch,
                                    const at::Device& device) {
    std::vector<int64_t> lengths;
    for (const TokenSequence& sequence : batch) lengths.push_back(sequence.length());
    std::vector<PackedBatch> packed;
    size_t begin = 0;
    for (const size_t end : evenShardEnds(lengths, device)) {
        packed.push_back(packSequences(batch.subspan(begin, end - begin), device));
        PackedLayout& layout = packed.back().layout;
        if (!device.is_cpu()) layout.ranges = visibleRanges(layout, device);
        begin = end;
    }
    return packed;
}

std::vector<size_t> shardEnds(std::span<const int64_t> lengths, std::span<const size_t> owners,
                              const at::Device& device) {
    std::vector<size_t> ends;
    const int64_t limit = device.is_cpu() ? kShardTokens : std::numeric_limits<int64_t>::max();
    int64_t seen = 0;
    for (size_t i = 0; i < lengths.size(); ++i) {
        int64_t ofOwner = 0;
        const bool begins = i == 0 || owners[i] != owners[i - 1];
        for (size_t j = i; begins && j < lengths.size() && owners[j] == owners[i]; ++j) {
            ofOwner += lengths[j];
        }
        if (seen > 0 && (seen >= limit || seen + ofOwner > limit)) {
            ends.push_back(i);
            seen = 0;
        }
        seen += lengths[i];
    }
    ends.push_back(lengths.size());
    return ends;
}

void forEachShard(LanguageModel& model, size_t shards, const std::function<void(size_t)>& work) {
    if (shards == 1 || drawsMasks(model)) {
        for (size_t i = 0; i < shards; ++i) work(i);
        return;
    }
    for (const LinearGroup* group : model.linearGroups()) group->keepConverted(model.computeType());
    forEachTask(static_cast<int64_t>(shards), [&](int64_t i) { work(static_cast<size_t>(i)); });
}

} // namespace ttt
