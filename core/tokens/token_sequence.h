// An encoded episode or prompt: what the model reads at each position, what it is asked there, and
// how much the answer counts. Plain vectors; core/models turns batches of them into tensors.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

inline constexpr int32_t kNoFeature = -1;
inline constexpr int32_t kNoTarget = -1;

struct TokenSequence {
    int features = 0;         // F, ids a position whose embeddings are summed; 1 for text
    int axes = 0;             // P, coordinates a position for the rotary embedding; 1 for text
    std::vector<int32_t> ids; // [T, F], kNoFeature where absent
    std::vector<int32_t> positions;  // [T, P]
    std::vector<int32_t> visibleEnd; // [T], position t attends to [0, visibleEnd[t]); never falls
    std::vector<int32_t> targets;    // [T], class asked at t, kNoTarget for none
    std::vector<float> lossWeights;  // [T], 0 where the loss does not look

    int length() const { return static_cast<int>(visibleEnd.size()); }
};

} // namespace ttt
