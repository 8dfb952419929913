// Where a loss looks: the weights of an episode's tokens laid on the cells of its grids. Plain
// functions; the strip of losses draws them.
#pragma once

#include "core/api/engine.h"

#include <optional>
#include <vector>

namespace ttt {

// Row-major weights of one pair's cells; 0 where the loss does not look.
struct PairWeights {
    std::vector<float> input;
    std::vector<float> output;
};

// One a demonstration, then the query. None where the tokens are not the cells of grids, as in text
// models (a token's position is then no row, column and grid).
std::optional<std::vector<PairWeights>> lossOfCells(const Episode& episode,
                                                    const TokenInspection& tokens);

// Tokens with a weight.
int64_t tokensInLoss(const TokenInspection& tokens);

} // namespace ttt
