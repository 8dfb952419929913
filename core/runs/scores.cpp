#include "core/runs/scores.h"

#include "core/tasks/text_answers.h"

#include <algorithm>
#include <limits>

namespace ttt {

namespace {

struct Distinct {
    const Value* answer;
    int votes = 0;
    double bestLogProbability = -std::numeric_limits<double>::infinity();
};

// Distinct answers by votes, then log-probability, then order of appearance.
std::vector<Distinct> rankedCandidates(const std::vector<Candidate>& candidates) {
    std::vector<Distinct> distinct;
    for (const Candidate& candidate : candidates) {
        auto found = std::ranges::find_if(
            distinct, [&](const Distinct& d) { return *d.answer == candidate.answer; });
        if (found == distinct.end()) found = distinct.insert(found, {&candidate.answer});
        ++found->votes;
        found->bestLogProbability = std::max(found->bestLogProbability, candidate.logProbability);
    }
    std::ranges::stable_sort(distinct, [](const Distinct& a, const Distinct& b) {
        if (a.votes != b.votes) return a.votes > b.votes;
        return a.bestLogProbability > b.bestLogProbability;
    });
    return distinct;
}

double shareOfCells(const Grid& truth, const Grid& answer) {
    int right = 0;
    for (int row = 0; row < std::min(truth.height(), answer.height()); ++row) {
        for (int column = 0; column < std::min(truth.width(), answer.width()); ++column) {
            if (truth.at(row, column) == answer.at(row, column)) ++right;
        }
    }
    return truth.empty() ? 0 : static_cast<double>(right) / truth.area();
}

TestScore scoreTest(const Value& truth, const TestAnswer& answer) {
    TestScore score;
    const auto isTruth = [&](size_t i) {
        return answer.attempts.size() > i && isRightAnswer(answer.attempts[i], truth);
    };
    score.exactAtOne = isTruth(0);
    score.exactAtTwo = isTruth(0) || isTruth(1);
    if (!answer.attempts.empty()) {
        const Grid* expected = std::get_if<Grid>(&truth);
        const Grid* found = std::get_if<Grid>(&answer.attempts[0]);
        if (expected != nullptr && found != nullptr) {
            score.shapeMatch = expected->sameSize(*found);
            score.cellAccuracy = shareOfCells(*expected, *found);
        } else {
            score.shapeMatch = score.exactAtOne;
            score.cellAccuracy = score.exactAtOne ? 1 : 0;
        }
    }
    const std::vector<Distinct> ranked = rankedCandidates(answer.candidates);
    for (size_t i = 0; i < ranked.size(); ++i) {
        if (score.rank == 0 && isRightAnswer(*ranked[i].answer, truth))
            score.rank = static_cast<int>(i) + 1;
    }
    score.oracle = score.rank > 0;
    return score;
}

} // namespace

TestVerdict verdictOf(const TestScore& score) {
    if (score.exactAtTwo) return TestVerdict::Right;
    if (score.oracle) return TestVerdict::NotChosen;
    if (!score.shapeMatch) return TestVerdict::WrongSize;
    return score.cellAccuracy >= 1 - kFewCells ? TestVerdict::FewCellsWrong
                                               : TestVerdict::ManyCellsWrong;
}

const char* nameOf(TestVerdict verdict) {
    constexpr const char* kNames[kTestVerdicts] = {"right", "not_chosen", "wrong_size",
                                                   "few_cells_wrong", "many_cells_wrong"};
    return kNames[static_cast<size_t>(verdict)];
}

TaskScore scoreTask(const FewShotTask& task, const std::vector<TestAnswer>& answers) {
    TaskScore score;
    int exactAtOne = 0;
    int exactAtTwo = 0;
    for (size_t test = 0; test < task.queries.size(); ++test) {
        const std::optional<Value>& truth = task.queries[test].output;
        if (!truth) {
            score.tests.emplace_back();
            continue;
        }
        ++score.known;
        const TestScore outcome =
            scoreTest(*truth, test < answers.size() ? answers[test] : TestAnswer{});
        exactAtOne += outcome.exactAtOne ? 1 : 0;
        exactAtTwo += outcome.exactAtTwo ? 1 : 0;
        score.tests.emplace_back(outcome);
    }
    const int tests = static_cast<int>(task.queries.size());
    score.solvedAtOne = tests > 0 && exactAtOne == tests;
    score.solvedAtTwo = tests > 0 && exactAtTwo == tests;
    score.accuracy = score.known > 0 ? static_cast<double>(exactAtOne) / score.known : 0;
    score.partialAtTwo = score.known > 0 ? static_cast<double>(exactAtTwo) / score.known : 0;
    return score;
}

} // namespace ttt
