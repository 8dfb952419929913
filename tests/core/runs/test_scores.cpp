#include <QtTest/QtTest>

#include "core/runs/scores.h"

using namespace ttt;

namespace {

const Grid kTruth = Grid::fromText("12 34");
const Grid kOther = Grid::fromText("12 30");

FewShotTask taskWith(const std::vector<std::optional<Value>>& truths) {
    FewShotTask task{"t", {}, {{Grid(1, 1), Grid(1, 1)}}, {}};
    for (const auto& truth : truths) task.queries.push_back({Grid(1, 1), truth});
    return task;
}

TestAnswer attempts(const std::vector<Value>& values) {
    TestAnswer answer;
    answer.attempts = values;
    return answer;
}

Candidate candidate(const Grid& grid, double logProbability) {
    Candidate c;
    c.answer = grid;
    c.logProbability = logProbability;
    return c;
}

TestScore scoreOf(const TestAnswer& answer) {
    return *scoreTask(taskWith({kTruth}), {answer}).tests[0];
}

} // namespace

class TestScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstAndSecondAttemptCountAndTheThirdDoesNot() {
        QVERIFY(scoreOf(attempts({kTruth, kOther})).exactAtOne);
        QVERIFY(!scoreOf(attempts({kOther, kTruth})).exactAtOne);
        QVERIFY(scoreOf(attempts({kOther, kTruth})).exactAtTwo);
        QVERIFY(!scoreOf(attempts({kOther, kOther, kTruth})).exactAtTwo);
        QVERIFY(!scoreOf(attempts({})).exactAtTwo);
    }

    void cellAccuracyIsOfTheTruthsCells() {
        QCOMPARE(scoreOf(attempts({kOther})).cellAccuracy, 0.75);
        QVERIFY(scoreOf(attempts({kOther})).shapeMatch);
        const TestScore wider = scoreOf(attempts({Grid::fromText("125 345")}));
        QCOMPARE(wider.cellAccuracy, 1.0);
        QVERIFY(!wider.shapeMatch && !wider.exactAtOne);
        QCOMPARE(scoreOf(attempts({Grid::fromText("1")})).cellAccuracy, 0.25);
        QCOMPARE(scoreOf(attempts({})).cellAccuracy, 0.0);
    }

    void rankIsByVotesThenProbability() {
        TestAnswer answer;
        answer.candidates = {candidate(Grid(3, 3), -1), candidate(kTruth, -9),
                             candidate(kOther, -5), candidate(kOther, -5),
                             candidate(Grid(2, 1), -8)};
        QVERIFY(scoreOf(answer).oracle);
        QCOMPARE(scoreOf(answer).rank, 4); // one vote, and the least probable of the three
        answer.candidates.push_back(candidate(kTruth, -20));
        answer.candidates.push_back(candidate(kTruth, -20));
        QCOMPARE(scoreOf(answer).rank, 1);
    }

    void aVerdictSaysHowATestWentWrong() {
        const auto verdict = [](const TestAnswer& answer, const Value& truth) {
            return nameOf(verdictOf(*scoreTask(taskWith({truth}), {answer}).tests[0]));
        };
        QCOMPARE(verdict(attempts({kOther, kTruth}), kTruth), "right");
        TestAnswer outvoted = attempts({Grid(3, 3)});
        outvoted.candidates = {candidate(kTruth, -1)};
        QCOMPARE(verdict(outvoted, kTruth), "not_chosen");
        QCOMPARE(verdict(attempts({Grid(3, 3)}), kTruth), "wrong_size");
        QCOMPARE(verdict(attempts({}), kTruth), "wrong_size");
        QCOMPARE(verdict(attempts({kOther}), kTruth), "many_cells_wrong"); // a quarter of them
        Grid oneWrong(5, 4);
        oneWrong.at(0, 0) = 1;
        QCOMPARE(verdict(attempts({oneWrong}), Grid(5, 4)), "few_cells_wrong"); // 5 %
        oneWrong.at(0, 1) = 1;
        QCOMPARE(verdict(attempts({oneWrong}), Grid(5, 4)), "many_cells_wrong");
    }

    void absentTruthHasNoRank() {
        TestAnswer answer;
        answer.candidates = {candidate(kOther, -1)};
        QVERIFY(!scoreOf(answer).oracle);
        QCOMPARE(scoreOf(answer).rank, 0);
    }

    void taskIsSolvedByAllOfItsTests() {
        const FewShotTask task = taskWith({kTruth, kOther});
        const TaskScore half = scoreTask(task, {attempts({kTruth}), attempts({kTruth})});
        QVERIFY(!half.solvedAtTwo);
        QCOMPARE(half.partialAtTwo, 0.5);
        const TaskScore whole = scoreTask(task, {attempts({kTruth}), attempts({kTruth, kOther})});
        QVERIFY(whole.solvedAtTwo && !whole.solvedAtOne);
        QCOMPARE(whole.partialAtTwo, 1.0);
    }

    void missingAnswersAreWrong() {
        const TaskScore score = scoreTask(taskWith({kTruth, kTruth}), {attempts({kTruth})});
        QVERIFY(!score.solvedAtTwo);
        QCOMPARE(score.partialAtTwo, 0.5);
    }

    void unknownTruthIsNotScoredAndNotSolved() {
        const TaskScore score =
            scoreTask(taskWith({kTruth, std::nullopt}), {attempts({kTruth}), attempts({kTruth})});
        QCOMPARE(score.known, 1);
        QVERIFY(!score.tests[1]);
        QVERIFY(!score.solvedAtTwo);
        QCOMPARE(score.partialAtTwo, 1.0);
        QCOMPARE(scoreTask(taskWith({std::nullopt}), {attempts({kTruth})}).known, 0);
    }

    void textIsComparedWhole() {
        const FewShotTask task = taskWith({Value("Yes")});
        QVERIFY(scoreTask(task, {attempts({Value("Yes")})}).solvedAtOne);
        QVERIFY(scoreTask(task, {attempts({Value(" yes ")})}).solvedAtOne); // as BBH scores
        QVERIFY(!scoreTask(task, {attempts({Value("yes, it is")})}).solvedAtTwo);
        QVERIFY(!scoreTask(task, {attempts({kTruth})}).solvedAtTwo);
    }
};

QTEST_GUILESS_MAIN(TestScores)
#include "test_scores.moc"
