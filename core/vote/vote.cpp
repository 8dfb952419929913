#include "core/vote/vote.h"

#include "core/base/error.h"
#include "core/vote/released_vote.h"
#include "core/vote/text_vote.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace ttt {

namespace {

std::vector<Value> leading(std::vector<Value> answers, int attempts) {
    const auto count = static_cast<size_t>(std::max(0, attempts));
    if (answers.size() > count) answers.resize(count);
    return answers;
}

// The predictions of the first views in natural orientation, unvoted.
std::vector<Value> vanillaAnswers(std::vector<Candidate> candidates) {
    std::erase_if(candidates, [](const Candidate& c) { return c.view != "identity"; });
    std::ranges::stable_sort(candidates, {}, &Candidate::viewIndex);
    std::vector<Value> answers;
    for (const Candidate& candidate : candidates) answers.push_back(candidate.answer);
    return answers;
}

std::vector<Value> flatAnswers(const std::vector<Candidate>& candidates) {
    std::vector<Value> answers;
    for (const Candidate& candidate : candidates) answers.push_back(candidate.answer);
    return threeCandidates(answers);
}

std::vector<Value> mostVoted(const std::vector<Candidate>& candidates) {
    std::vector<Value> answers;
    for (const Tally& tally : countVotes(candidates)) answers.push_back(tally.answer);
    return answers;
}

// Ties in the order of the values, which is alphabetical for texts, as in the released BBH code.
std::vector<Value> majorityAnswers(const std::vector<Candidate>& candidates) {
    std::vector<Tally> tallies = countVotes(candidates);
    std::ranges::sort(tallies, [](const Tally& a, const Tally& b) {
        return a.votes != b.votes ? a.votes > b.votes : a.answer < b.answer;
    });
    std::vector<Value> answers;
    for (const Tally& tally : tallies) answers.push_back(tally.answer);
    return answers;
}

// Distinct answers by the log-probability of their best candidate: best of N.
std::vector<Value> likeliestAnswers(const std::vector<Candidate>& candidates) {
    std::vector<Tally> tallies = countVotes(candidates);
    std::ranges::stable_sort(tallies, std::ranges::greater{}, &Tally::bestLogProbability);
    std::vector<Value> answers;
    for (const Tally& tally : tallies) answers.push_back(tally.answer);
    return answers;
}

} // namespace

std::span<const VoteRule> voteRules() {
    static const std::vector<VoteRule> kRules = {
        {"hierarchical", "The released code's vote: the three leaders of all answers and of each "
                         "view, then a vote among these leaders."},
        {"hierarchical-text", "The paper's text: the leaders of each view, every view counting "
                              "alike, then a vote among them; ties go to identity."},
        {"flat", "One vote over all answers; the grids of the most frequent rows and columns fill "
                 "up."},
        {"vanilla", "No vote: the first answers in natural orientation."},
        {"rescored", "The most voted answers, ordered by the model's log-probability over several "
                     "views."},
        {"majority", "The most frequent answer, ties in alphabetical order: votes over orders, "
                     "self-consistency over samples."},
        {"likeliest", "The candidate with the highest log-probability: best of N samples."},
    };
    return kRules;
}

std::vector<Value> vote(const std::vector<Candidate>& candidates, std::string_view rule,
                        int attempts) {
    if (rule == "hierarchical") return leading(hierarchicalVote(candidates), attempts);
    if (rule == "hierarchical-text") return leading(textVote(candidates), attempts);
    if (rule == "flat") return leading(flatAnswers(candidates), attempts);
    if (rule == "vanilla") return leading(vanillaAnswers(candidates), attempts);
    if (rule == "rescored") return leading(mostVoted(candidates), attempts);
    if (rule == "majority") return leading(majorityAnswers(candidates), attempts);
    if (rule == "likeliest") return leading(likeliestAnswers(candidates), attempts);
    std::string known;
    for (const VoteRule& r : voteRules()) known += (known.empty() ? "" : ", ") + r.name;
    throw Error(ErrorKind::NotFound, "vote rule " + std::string(rule),
                "no such rule, expected one of " + known);
}

std::vector<Tally> countVotes(const std::vector<Candidate>& candidates) {
    std::vector<Tally> tallies;
    std::map<Value, size_t> places;
    for (const Candidate& candidate : candidates) {
        const auto [place, isNew] = places.try_emplace(candidate.answer, tallies.size());
        if (isNew) tallies.push_back({candidate.answer, 0, candidate.logProbability});
        Tally& tally = tallies[place->second];
        ++tally.votes;
        tally.bestLogProbability = std::max(tally.bestLogProbability, candidate.logProbability);
    }
    std::ranges::stable_sort(tallies, [](const Tally& a, const Tally& b) {
        if (a.votes != b.votes) return a.votes > b.votes;
        return a.bestLogProbability > b.bestLogProbability;
    });
    return tallies;
}

std::vector<Value> attemptsByScore(const std::vector<Tally>& tallies,
                                   const std::vector<double>& meanLogProbability, int attempts) {
    if (tallies.size() != meanLogProbability.size()) {
        throw Error(ErrorKind::Internal, "attemptsByScore",
                    "found " + std::to_string(meanLogProbability.size()) +
                        " log-probabilities, expected one for each of " +
                        std::to_string(tallies.size()) + " answers");
    }
    std::vector<size_t> ranking(tallies.size());
    std::iota(ranking.begin(), ranking.end(), size_t{0});
    const auto score = [&](size_t i) {
        return meanLogProbability[i] + std::log(static_cast<double>(tallies[i].votes));
    };
    std::ranges::stable_sort(ranking, std::ranges::greater{}, score);
    std::vector<Value> answers;
    for (const size_t i : ranking) answers.push_back(tallies[i].answer);
    return leading(std::move(answers), attempts);
}

} // namespace ttt
