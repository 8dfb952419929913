#include "core/vote/text_vote.h"

#include "core/vote/counted.h"
#include "core/vote/majority_grids.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace ttt {

namespace {

// The three most frequent answers, earlier ones first where they tie, with the majority grids
// where fewer are distinct.
std::vector<Value> leadersOf(const std::vector<Value>& answers) {
    const Counted<Value> all = counted(answers);
    std::vector<size_t> ranking(all.items.size());
    for (size_t i = 0; i < ranking.size(); ++i) ranking[i] = i;
    std::ranges::stable_sort(ranking, std::ranges::greater{},
                             [&](size_t i) { return all.counts[i]; });
    std::vector<Value> leaders;
    for (const size_t i : ranking) leaders.push_back(all.items[i]);
    if (leaders.size() < 3) {
        const auto [byRows, byColumns] = majorityValues(answers, leaders[0]);
        for (const Value& filling : {byRows, byColumns}) {
            if (std::ranges::count(leaders, filling) == 0) leaders.push_back(filling);
        }
    }
    if (leaders.size() > 3) leaders.resize(3);
    return leaders;
}

} // namespace

std::vector<Value> textVote(const std::vector<Candidate>& candidates) {
    std::map<std::string, std::vector<Value>> views;
    std::vector<Value> answers;
    for (const Candidate& candidate : candidates) {
        views[candidate.view].push_back(candidate.answer);
        answers.push_back(candidate.answer);
    }
    std::vector<Value> pool;
    for (const auto& [view, group] : views) {
        const std::vector<Value> leaders = leadersOf(group);
        pool.insert(pool.end(), leaders.begin(), leaders.end());
    }
    const std::vector<Value>& plain = views["identity"];
    const auto rank = [&](const Value& value) {
        return std::tuple(std::ranges::count(pool, value), std::ranges::count(plain, value),
                          std::ranges::count(answers, value));
    };
    std::vector<Value> attempts = counted(pool).items;
    std::ranges::stable_sort(attempts, std::ranges::greater{}, rank);
    return attempts;
}

} // namespace ttt
