// Texts are right up to case and outer white space. Scores: the true outputs meet the answers here
// and nowhere else, after the solver has finished.
#pragma once

#include "core/runs/run_result.h"

#include <optional>
#include <vector>

namespace ttt {

// Against the true output of one test; absent where the truth is not known.
struct TestScore {
    bool exactAtOne = false; // the first attempt is the true output, size included
    bool exactAtTwo = false; // one of the first two is
    bool shapeMatch = false; // the first attempt has the true size
    double cellAccuracy = 0; // share of the true output's cells that the first attempt has right
    bool oracle = false;     // the true output is among the candidates
    int rank = 0;            // its place among the distinct candidates by votes, from 1; 0: absent
};

// What became of a test, the first that holds.
enum class TestVerdict {
    Right,         // at two attempts
    NotChosen,     // the true output is among the candidates
    WrongSize,     // of the first attempt
    FewCellsWrong, // of the first attempt, at most kFewCells of them
    ManyCellsWrong,
};
inline constexpr double kFewCells = 0.05;
inline constexpr size_t kTestVerdicts = 5;

TestVerdict verdictOf(const TestScore& score);
// "right", "not_chosen", "wrong_size", "few_cells_wrong", "many_cells_wrong"
const char* nameOf(TestVerdict verdict);

struct TaskScore {
    std::vector<std::optional<TestScore>> tests;
    int known = 0;            // tests whose truth is known
    bool solvedAtOne = false; // every test exact at one
    bool solvedAtTwo = false;
    double accuracy = 0;     // share of the tests exact at one
    double partialAtTwo = 0; // share of the tests exact at two
};

TaskScore scoreTask(const FewShotTask& task, const std::vector<TestAnswer>& answers);

} // namespace ttt
