#include "core/vote/majority_grids.h"

#include "core/vote/counted.h"

namespace ttt {

namespace {

// The most frequent item; the one that appears last of several, so that where two grids tie for
// the first place, which goes to the earlier one, the majority grids keep the other.
template <typename Item>
Item lastMostFrequent(const std::vector<Item>& items) {
    const Counted<Item> all = counted(items);
    size_t best = 0;
    for (size_t i = 1; i < all.counts.size(); ++i) {
        if (all.counts[i] >= all.counts[best]) best = i;
    }
    return all.items[best];
}

using Rows = std::vector<std::vector<int>>;

Rows rowsOf(const Grid& grid, bool columns) {
    const int count = columns ? grid.width() : grid.height();
    const int length = columns ? grid.height() : grid.width();
    Rows rows(static_cast<size_t>(count));
    for (int r = 0; r < count; ++r) {
        for (int c = 0; c < length; ++c) {
            rows[static_cast<size_t>(r)].push_back(columns ? grid.at(c, r) : grid.at(r, c));
        }
    }
    return rows;
}

// The grid of the most frequent shape whose every row (or column) is the most frequent one among
// the grids that have it in that length.
Grid majorityGrid(const std::vector<Grid>& grids, bool columns) {
    std::vector<Rows> all;
    std::vector<std::pair<size_t, size_t>> shapes;
    for (const Grid& grid : grids) {
        all.push_back(rowsOf(grid, columns));
        shapes.emplace_back(all.back().size(), all.back()[0].size());
    }
    const auto [count, length] = lastMostFrequent(shapes);
    Rows majority;
    for (size_t r = 0; r < count; ++r) {
        Rows choices;
        for (const Rows& rows : all) {
            if (rows.size() > r && rows[r].size() == length) choices.push_back(rows[r]);
        }
        majority.push_back(lastMostFrequent(choices));
    }
    const Grid grid = Grid::fromRows(majority);
    return columns ? Grid::fromRows(rowsOf(grid, true)) : grid;
}

} // namespace

std::pair<Value, Value> majorityValues(const std::vector<Value>& answers, const Value& fallback) {
    std::vector<Grid> grids;
    for (const Value& answer : answers) {
        const Grid* grid = std::get_if<Grid>(&answer);
        if (grid == nullptr || grid->empty()) return {fallback, fallback};
        grids.push_back(*grid);
    }
    return {majorityGrid(grids, false), majorityGrid(grids, true)};
}

} // namespace ttt
