#include "ui/setup/loss_cells.h"

#include <algorithm>

namespace ttt {

namespace {

constexpr size_t kAxes = 3; // row, column, and twice the pair, one more for its output

const Grid* gridIn(const Value& value) { return std::get_if<Grid>(&value); }

} // namespace

std::optional<std::vector<PairWeights>> lossOfCells(const Episode& episode,
                                                    const TokenInspection& tokens) {
    std::vector<const Example*> pairs;
    for (const Example& example : episode.demonstrations) pairs.push_back(&example);
    pairs.push_back(&episode.query);
    std::vector<PairWeights> weights;
    for (const Example* pair : pairs) {
        const Grid* input = gridIn(pair->input);
        const Grid* output = gridIn(pair->output);
        if (!input || !output) return std::nullopt;
        weights.push_back({std::vector<float>(static_cast<size_t>(input->area())),
                           std::vector<float>(static_cast<size_t>(output->area()))});
    }
    if (tokens.positions.size() != tokens.lossMask.size()) return std::nullopt;
    for (size_t t = 0; t < tokens.positions.size(); ++t) {
        const std::vector<int>& place = tokens.positions[t];
        if (place.size() != kAxes) return std::nullopt;
        const auto pair = static_cast<size_t>(std::max(0, place[2])) / 2;
        if (pair >= pairs.size() || place[2] < 0) return std::nullopt;
        const bool output = place[2] % 2 == 1;
        const Grid& grid = *gridIn(output ? pairs[pair]->output : pairs[pair]->input);
        if (!grid.contains(place[0], place[1])) continue; // a size, or the end
        std::vector<float>& cells = output ? weights[pair].output : weights[pair].input;
        cells[static_cast<size_t>(place[0] * grid.width() + place[1])] = tokens.lossMask[t];
    }
    return weights;
}

int64_t tokensInLoss(const TokenInspection& tokens) {
    return std::ranges::count_if(tokens.lossMask, [](float weight) { return weight > 0; });
}

} // namespace ttt
