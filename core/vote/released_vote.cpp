#include "core/vote/released_vote.h"

#include "core/vote/counted.h"
#include "core/vote/majority_grids.h"

#include <algorithm>
#include <numeric>

namespace ttt {

namespace {

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
