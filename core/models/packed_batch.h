// Encoded sequences as the tensors a model reads: laid end to end without padding.
#pragma once

#include "core/kernels/language/grouped_lora_product.h"
#include "core/kernels/masked_loss.h"
#include "core/kernels/prefix_attention.h"
#include "core/tokens/token_sequence.h"

#include <span>

namespace ttt {

struct PackedBatch {
    at::Tensor ids;       // [N, F] int32
    at::Tensor positions; // [N, P] int32
    PackedLayout layout;
    LossTargets targets;          // rows whose loss weight is above 0
    double lossWeight = 0;        // sum of their weights
    std::vector<RowGroup> groups; // all rows in order, where tasks have adapters of their own
};

// All sequences share F and P; at least one, none empty.
PackedBatch packSequences(std::span<const TokenSequence> sequences, const at::Device& device);

} // namespace ttt
