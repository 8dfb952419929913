#include "core/vote/released_vote.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ttt {

namespace {

template <typename Item>
struct Counted {
    std::vector<Item> items; // distinct, in order of first appearance
    std::vector<int> counts;
};

template <typename Item>
Counted<Item> counted(const std::vector<Item>& items) {
    Counted<Item> result;
    for (const Item& item : items) {
        const auto known = std::ranges::find(result.items, item);
        if (known == result.items.end()) {
            result.items.push_back(item);
            result.counts.push_back(1);
        } else {
            ++result.counts[static_cast<size_t>(known - result.items.begin())];
        }
    }
    return result;
}

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

// Row and column majority of grids; `fallback` twice where the answers are not all grids.
std::pair<Value, Value> majorityValues(const std::vector<Value>& answers, const Value& fallback) {
    std::vector<Grid> grids;
    for (const Value& answer : answers) {
        const Grid* grid = std::get_if<Grid>(&answer);
        if (grid == nullptr || grid->empty()) return {fallback, fallback};
        grids.push_back(*grid);
    }
    return {majorityGrid(grids, false), majorityGrid(grids, true)};
}

std::vector<Value> answersOf(const std::vector<Candidate>& candidates, const std::string& view) {
    std::vector<Value> answers;
    for (const Candidate& candidate : candidates) {
        if (view == "all" || candidate.view == view) answers.push_back(candidate.answer);
    }
    return answers;
}

} // namespace

std::vector<Value> threeCandidates(const std::vector<Value>& answers) {
    if (answers.empty()) return {};
    const Counted<Value> all = counted(answers);
    const auto most = std::ranges::max_element(all.counts) - all.counts.begin();
    const Value first = all.items[static_cast<size_t>(most)];
    // As released, the ranking is of its own: of two grids that tie for the first place it has the
    // later one before the earlier one, which is then first and second.
    std::vector<size_t> ranking(all.items.size());
    std::iota(ranking.begin(), ranking.end(), size_t{0});
    std::ranges::stable_sort(ranking, {}, [&](size_t i) { return all.counts[i]; });
    std::ranges::reverse(ranking);
    Value second = ranking.size() > 1 ? all.items[ranking[1]] : first;
    Value third = ranking.size() > 2 ? all.items[ranking[2]] : first;

    const auto [byRows, byColumns] = majorityValues(answers, first);
    if (second == first) second = byRows != first ? byRows : byColumns;
    if (third == first || third == second) {
        third = byRows != first && byRows != second ? byRows : byColumns;
    }
    return {first, second, third};
}

std::vector<Value> hierarchicalVote(const std::vector<Candidate>& candidates) {
    if (candidates.empty()) return {Grid(1, 1), Grid(1, 1), Grid(1, 1)};
    std::vector<Value> pool;
    for (const char* view :
         {"all", "identity", "Transpose()", "Flip(0)", "Flip(1)", "Rotate(180)", "Rotate(270)"}) {
        const std::vector<Value> group = threeCandidates(answersOf(candidates, view));
        pool.insert(pool.end(), group.begin(), group.end());
    }
    std::vector<Value> attempts = threeCandidates(pool);
    const std::vector<Value> plain = answersOf(candidates, "identity");
    const bool tie = std::ranges::count(pool, attempts[1]) == std::ranges::count(pool, attempts[2]);
    // Without an identity view the released code fails here and keeps the second.
    if (tie && !plain.empty() &&
        std::ranges::count(plain, attempts[1]) <= std::ranges::count(plain, attempts[2])) {
        std::swap(attempts[1], attempts[2]);
    }
    return attempts;
}

} // namespace ttt
