#include "core/base/files.h"
#include "core/runs/suites/comparison.h"
#include "core/runs/suites/paired.h"
#include "core/runs/suites/submission.h"
#include "core/runs/suites/suite.h"
#include "core/runs/suites/summary.h"
#include "core/tasks/arc_json.h"
#include "tests/support/mirror_task.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <nlohmann/json.hpp>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// Which of a unit's tests are right, after and before TTT.
struct Verdicts {
    std::vector<bool> with;
    std::vector<bool> without;
};

TestAnswer answerTo(const FewShotTask& task, size_t test, bool right) {
    TestAnswer answer;
    if (std::holds_alternative<std::string>(task.queries[test].input)) {
        answer.attempts = {right ? *task.queries[test].output : Value("something else")};
        return answer;
    }
    answer.attempts = {Grid(1, 1, 9)};
    if (right) answer.attempts.push_back(*task.queries[test].output);
    return answer;
}

void finish(const Suite& suite, size_t index, const Verdicts& verdicts,
            RunStatus status = RunStatus::Done) {
    const SuiteUnit& unit = suite.units()[index];
    const FewShotTask task = suite.tasksOf(unit).front();
    RunFolderWriter writer(suite.runFolder(unit), suite.configOf(unit), {task}, {});
    RunResult result;
    result.status = status;
    result.seconds.total = 2;
    result.tasks = {{qualifiedId(task.set, task.id), {}, {}}};
    for (size_t i = 0; i < verdicts.with.size(); ++i) {
        result.tasks[0].withTtt.push_back(answerTo(task, i, verdicts.with[i]));
    }
    for (size_t i = 0; i < verdicts.without.size(); ++i) {
        result.tasks[0].withoutTtt.push_back(answerTo(task, i, verdicts.without[i]));
    }
    writer.finish(result);
}

SuiteSpec fourTasks(std::vector<int64_t> seeds = {0}) {
    SuiteSpec spec;
    spec.tasks = {test::mirrorTask("a"), test::mirrorTask("b", 2), test::mirrorTask("c"),
                  test::mirrorTask("d")};
    spec.levels = {"easy", "easy", "hard", ""};
    spec.seeds = std::move(seeds);
    return spec;
}

// Two tasks of questions answered in words, four and one.
SuiteSpec questions() {
    SuiteSpec spec;
    FewShotTask task;
    task.id = "sums";
    task.examples = {{"1 + 1?", "two"}, {"1 + 2?", "three"}};
    for (const char* asked : {"2 + 2?", "1 + 3?", "0 + 4?", "3 + 1?"}) {
        task.queries.push_back({asked, Value("four")});
    }
    spec.tasks.push_back(task);
    task.id = "one";
    task.queries.resize(1);
    spec.tasks.push_back(task);
    spec.levels = {"text", "text"};
    spec.seeds = {0};
    return spec;
}

} // namespace

class TestOutcomes : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;

    // a: wrong to right; b: one of two tests; c: right to wrong; d: never run.
    Suite mixedSuite(const std::string& name, const SuiteSpec& spec = fourTasks()) const {
        Suite suite = Suite::createOrJoin(folder_ / name, spec);
        finish(suite, 0, {{true}, {false}});
        finish(suite, 1, {{true, false}, {false, false}});
        finish(suite, 2, {{false}, {true}});
        return suite;
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = temporary_->path().toStdString();
    }

    void scoreIsOfAllTasksRunOrNot() {
        const Suite suite = mixedSuite("s");
        const json score = scoreSummary(readOutcomes(suite.folder()));
        QCOMPARE(score.at("tasks"), json(4));
        QCOMPARE(score.at("solved"), json(1));
        QCOMPARE(score.at("pass_at_1"), json(0.0));
        QCOMPARE(score.at("pass_at_2"), json(0.25));
        QCOMPARE(score.at("partial"), json(1.5 / 4));
        QCOMPARE(score.at("by_level").at("easy").at("pass_at_2"), json(0.5));
        QCOMPARE(score.at("by_level").at("hard").at("tasks"), json(1));
        QVERIFY(!score.at("by_level").contains("medium"));
        QCOMPARE(score.at("by_size").at("1-10").at("tasks"), json(4));
        QCOMPARE(score.at("by_size").size(), size_t{1});
        QCOMPARE(score.at("without_ttt").at("pass_at_2"), json(0.25));
        // With TTT two of four tests are right, the others of another size; d was not run.
        QCOMPARE(score.at("tests"), json({{"right", 2},
                                          {"not_chosen", 0},
                                          {"wrong_size", 2},
                                          {"few_cells_wrong", 0},
                                          {"many_cells_wrong", 0}}));
        QCOMPARE(score.at("without_ttt").at("tests").at("right"), json(1));
        QCOMPARE(score.at("denominators").at("tests"), json(5));
        QCOMPARE(score.at("denominators").at("runs").at("missing"), json(1));
        QCOMPARE(score.at("denominators").at("runs").at("done"), json(3));
        const json& paired = score.at("paired");
        QCOMPARE(paired.at("gained"), json(1));
        QCOMPARE(paired.at("lost"), json(1));
        QCOMPARE(paired.at("neither"), json(2));
        QCOMPARE(paired.at("mcnemar_exact_p"), json(1.0));
    }

    // A run that was stopped after the answer without TTT says nothing of what training does.
    void runsThatEndedBetweenTheirAnswersAreNotPaired() {
        const Suite suite = mixedSuite("s");
        finish(suite, 3, {{}, {true}}, RunStatus::Stopped);
        const json score = scoreSummary(readOutcomes(suite.folder()));
        QCOMPARE(score.at("paired").at("lost"), json(1));
        QCOMPARE(score.at("paired").at("neither"), json(1));
        QCOMPARE(score.at("without_ttt").at("solved"), json(2));
        QCOMPARE(score.at("solved"), json(1)); // of all tasks, run or not

        Suite begun = Suite::createOrJoin(folder_ / "begun", fourTasks());
        finish(begun, 0, {{}, {true}}, RunStatus::Stopped);
        const json early = scoreSummary(readOutcomes(begun.folder()));
        QCOMPARE(early.at("trained"), json(true));
        QCOMPARE(early.at("solved"), json(0));
        QVERIFY(early.at("paired").is_null());
    }

    void tasksWithoutPublicAnswersAreLeftOutOfTheDenominator() {
        SuiteSpec spec = fourTasks();
        spec.tasks[3].queries[0].output.reset();
        const Suite suite = mixedSuite("s", spec);
        const json score = scoreSummary(readOutcomes(suite.folder()));
        QCOMPARE(score.at("tasks"), json(3));
        QCOMPARE(score.at("denominators").at("tasks_with_unknown_answers"), json(1));
        QCOMPARE(score.at("pass_at_2"), json(1.0 / 3));
    }

    void meanAndSemAreOverSeeds() {
        Suite suite = Suite::createOrJoin(folder_ / "s", fourTasks({1, 2}));
        finish(suite, 0, {{true}, {false}}); // a under seed 1
        finish(suite, 4, {{true}, {false}}); // a under seed 2
        finish(suite, 6, {{true}, {false}}); // c under seed 2
        const json summary = writeSuiteSummary(suite.folder());
        QCOMPARE(json::parse(readFile(suite.folder() / "summary.json")), summary);
        const json& pass = summary.at("total").at("with_ttt").at("pass_at_2");
        QCOMPARE(pass.at("mean"), json(0.375)); // of 1/4 and 2/4
        QVERIFY(std::abs(pass.at("sem").get<double>() - 0.125) < 1e-12);
        QCOMPARE(summary.at("total").at("with_ttt").at("solved"), json({1, 2}));
        QCOMPARE(summary.at("total").at("without_ttt").at("pass_at_2").at("mean"), json(0.0));
        QCOMPARE(summary.at("tasks").at(2).at("with_ttt").at("pass_at_2"), json(0.5));
        QCOMPARE(summary.at("tasks").at(3).at("runs").at(0).at("status"), json(nullptr));
        QVERIFY(summary.at("tasks").at(3).at("with_ttt").is_null());
    }

    void submissionHasTwoAttemptsForEveryTest() {
        const Suite suite = mixedSuite("s");
        const json submission = arcSubmission(readOutcomes(suite.folder()), 0);
        QCOMPARE(submission.size(), size_t{4});
        QCOMPARE(submission.at("b").size(), size_t{2});
        QCOMPARE(submission.at("a")[0].at("attempt_2"),
                 toJson(*suite.spec().tasks[0].queries[0].output));
        QCOMPARE(submission.at("c")[0].at("attempt_1"), submission.at("c")[0].at("attempt_2"));
        QCOMPARE(submission.at("d")[0].at("attempt_1"), json::parse("[[0]]"));
        QVERIFY_EXCEPTION_THROWN(arcSubmission(readOutcomes(suite.folder()), 5), Error);
    }

    void comparisonHasOnlyWhatDiffers() {
        const Suite one = mixedSuite("one");
        SuiteSpec spec = fourTasks();
        spec.config.adapt.steps = 5;
        spec.tasks.erase(spec.tasks.begin() + 3);
        spec.levels.pop_back();
        Suite two = Suite::createOrJoin(folder_ / "two", spec);
        finish(two, 0, {{false}, {}});
        finish(two, 2, {{true}, {}});
        const json compared = toJson(compareFolders({one.folder(), two.folder()}));
        QCOMPARE(compared.at("parameters"), json({{"adapt.steps", {"60", "5"}}}));
        QCOMPARE(compared.at("tasks").at(0),
                 json({{"id", "a"}, {"verdicts", {"solved", "wrong"}}}));
        QCOMPARE(compared.at("tasks").at(1).at("verdicts"), json({"partial", "missing"}));
        QCOMPARE(compared.at("tasks").at(3).at("verdicts"), json({"missing", nullptr}));
        QCOMPARE(compared.at("only_in").at(one.folder().string()), json({"d"}));
        QCOMPARE(compared.at("paired").at("solved_only_by_second"), json({"c"}));
        const Comparison comparison = compareFolders({one.folder(), two.folder()});
        const std::vector<std::filesystem::path> run{one.runFolder(one.units()[0])};
        QVERIFY(comparison.tasks[0].runs[0] == run);
        QVERIFY(comparison.tasks[3].runs[0].empty()); // not run
    }

    void tablesQuoteTheirCells() {
        Comparison comparison;
        comparison.folders = {"a,b|<c>"};
        comparison.parameters = {{"decode.transforms", {"x,y"}}};
        QVERIFY(toCsv(comparison).find("\"x,y\"") != std::string::npos);
        QVERIFY(toMarkdown(comparison).find("a,b\\|<c>") != std::string::npos);
        QVERIFY(toHtml(comparison).find("&lt;c&gt;") != std::string::npos);
        const std::string latex = toLatex(comparison);
        QVERIFY(latex.find("a,b\\textbar{}\\textless{}c\\textgreater{}") != std::string::npos);
        QVERIFY(latex.find("decode.transforms & x,y \\\\") != std::string::npos);
        QVERIFY(latex.starts_with("\\begin{tabular}{ll}\n\\toprule"));
    }

    void pairsCountEveryKindOfTask() {
        Comparison comparison;
        comparison.folders = {"one", "two"};
        const auto add = [&](int times, const char* first, const char* second) {
            for (int i = 0; i < times; ++i) comparison.tasks.push_back({"t", {first, second}, {}});
        };
        add(7, "solved", "wrong");
        add(1, "partial", "solved");
        add(5, "solved", "solved");
        add(3, "failed", "2/3 solved");
        add(2, "unknown", "unknown");
        add(1, "missing", "solved");
        const PairedComparison paired = pairedComparison(comparison, 0, 1);
        QCOMPARE(paired.onlyFirst.size(), size_t{7});
        QCOMPARE(paired.onlySecond.size(), size_t{1});
        QCOMPARE(paired.both, int64_t{5});
        QCOMPARE(paired.neither, int64_t{3});
        QCOMPARE(paired.pairs, int64_t{16});
        QCOMPARE(paired.verdicts.back(), PairedVerdict::Left);
        QCOMPARE(paired.mcnemarP, 18.0 / 256); // 2 (C(8,0) + C(8,1)) / 2^8
        QCOMPARE(paired.difference, -6.0 / 16);
        QVERIFY(paired.differenceInterval.low < -6.0 / 16);
        QVERIFY(paired.differenceInterval.high > -6.0 / 16);
        QVERIFY(paired.firstShare.low > paired.secondShare.low);
        // Turned around: the same test, the other sign.
        const PairedComparison turned = pairedComparison(comparison, 1, 0);
        QCOMPARE(turned.mcnemarP, paired.mcnemarP);
        QCOMPARE(turned.difference, 6.0 / 16);
        QVERIFY_EXCEPTION_THROWN(pairedComparison(comparison, 0, 2), Error);
    }

    void questionsArePairedOneByOne() {
        const Suite one = Suite::createOrJoin(folder_ / "one", questions());
        const Suite two = Suite::createOrJoin(folder_ / "two", questions());
        finish(one, 0, {{true, true, false, false}, {false, true, false, false}});
        finish(one, 1, {{true}, {true}});
        finish(two, 0, {{}, {true, false, true, true}}); // nothing was trained
        const Comparison comparison = compareFolders({one.folder(), two.folder()});
        QCOMPARE(*comparison.tasks[0].verdicts[0], std::string("50 % right"));
        QCOMPARE(*comparison.tasks[0].verdicts[1], std::string("75 % right"));
        QCOMPARE(*comparison.tasks[1].verdicts[1], std::string("missing"));
        const PairedComparison paired = pairedComparison(comparison, 0, 1);
        QVERIFY(paired.ofQuestions);
        QCOMPARE(paired.pairs, int64_t{4});
        QCOMPARE(paired.both, int64_t{1});
        QCOMPARE(paired.neither, int64_t{0});
        QCOMPARE(paired.onlyFirst, std::vector<std::string>{"sums: 1 + 3?"});
        QCOMPARE(paired.onlySecond, (std::vector<std::string>{"sums: 0 + 4?", "sums: 3 + 1?"}));
        QCOMPARE(paired.verdicts, (std::vector{PairedVerdict::OnlySecond, PairedVerdict::Left}));
        QCOMPARE(toJson(comparison).at("paired").at("questions"), json(4));
        QVERIFY(toMarkdown(comparison).find("questions right") != std::string::npos);

        const json score = scoreSummary(readOutcomes(one.folder()));
        QCOMPARE(score.at("measure"), json("accuracy"));
        QCOMPARE(score.at("accuracy"), json(0.75)); // the mean of a half and one
        QCOMPARE(score.at("paired").at("of"), json("questions"));
        QCOMPARE(score.at("paired").at("gained"), json(1));
        QCOMPARE(score.at("paired").at("both"), json(2));
        QCOMPARE(score.at("paired").at("neither"), json(2));
        QCOMPARE(score.at("paired").at("difference"), json(1 / 5.0));
        const json untrained = scoreSummary(readOutcomes(two.folder()));
        QCOMPARE(untrained.at("trained"), json(false));
        QCOMPARE(untrained.at("accuracy"), json(0.375)); // of three quarters and one not run
    }

    void neitherKindOfFolderIsAnError() { QVERIFY_EXCEPTION_THROWN(readOutcomes(folder_), Error); }
};

QTEST_GUILESS_MAIN(TestOutcomes)
#include "test_outcomes.moc"
