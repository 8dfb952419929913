#include "core/models/packed_batch.h"

#include "core/kernels/devices.h"

#include <ATen/ATen.h>

namespace ttt {

namespace {

template <typename T>
at::Tensor tensorOf(const std::vector<T>& values, at::IntArrayRef shape, at::ScalarType type,
                    const at::Device& device) {
    return uploaded(at::tensor(values, at::TensorOptions().dtype(type)).view(shape), device);
}

} // namespace

PackedBatch packSequences(std::span<const TokenSequence> sequences, const at::Device& device) {
    std::vector<int32_t> ids;
    std::vector<int32_t> positions;
    std::vector<int64_t> rows;
    std::vector<int64_t> targets;
    std::vector<float> weights;
    PackedBatch batch;
    batch.layout.starts.push_back(0);
    for (const TokenSequence& sequence : sequences) {
        const int64_t start = batch.layout.starts.back();
        ids.insert(ids.end(), sequence.ids.begin(), sequence.ids.end());
        positions.insert(positions.end(), sequence.positions.begin(), sequence.positions.end());
        batch.layout.visibleEnd.insert(batch.layout.visibleEnd.end(), sequence.visibleEnd.begin(),
                                       sequence.visibleEnd.end());
        for (size_t t = 0; t < sequence.targets.size(); ++t) {
            if (sequence.targets[t] == kNoTarget || sequence.lossWeights[t] <= 0) continue;
            rows.push_back(start + static_cast<int64_t>(t));
            targets.push_back(sequence.targets[t]);
            weights.push_back(sequence.lossWeights[t]);
            batch.lossWeight += sequence.lossWeights[t];
        }
        batch.layout.starts.push_back(start + sequence.length());
    }
    const int64_t tokens = batch.layout.tokens();
    batch.ids = tensorOf(ids, {tokens, sequences[0].features}, at::kInt, device);
    batch.positions = tensorOf(positions, {tokens, sequences[0].axes}, at::kInt, device);
    batch.targets.rows = tensorOf(rows, {-1}, at::kLong, device);
    batch.targets.targets = tensorOf(targets, {-1}, at::kLong, device);
    batch.targets.weights = tensorOf(weights, {-1}, at::kFloat, device);
    return batch;
}

} // namespace ttt
