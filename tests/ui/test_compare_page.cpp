#include "core/base/files.h"
#include "core/runs/suites/suite.h"
#include "tests/ui/text_support.h"
#include "tests/ui/ui_support.h"
#include "ui/compare/compare_export.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/compared_runs.h"
#include "ui/compare/parameter_diff_model.h"
#include "ui/grids/titled_grid.h"
#include "ui/live/loss_plot.h"
#include "ui/live/plot_export.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QTableView>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace ttt;

// The compare page on run and suite folders that the scripted engine has written.
class TestComparePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void threeRunsStandSideBySide();
    void coloursStayWithTheirRuns();
    void theBaselineIsPinned();
    void suitesHaveVerdictsFilterAndTest();
    void questionsAreComparedOneByOne();
    void aTaskOpensItsRun();
    void everySeedOfATaskIsShown();
    void hiddenAnswersAreNotShown();
    void tablesAndFiguresAreWritten_data();
    void tablesAndFiguresAreWritten();
    void aBrokenFolderIsToldAndLeftOut();

private:
    std::filesystem::path run(const std::string& name, int64_t rank, int64_t steps) const;
    std::filesystem::path suite(const std::string& name, const std::vector<bool>& solved,
                                const std::vector<int64_t>& seeds = {0}) const;
    void show(ComparePage& page, const std::vector<std::filesystem::path>& folders) const;

    test::UserFolders folders_;
    std::unique_ptr<QTemporaryDir> temporary_;
    std::filesystem::path folder_;
};

namespace {

void play(const std::filesystem::path& folder, const FewShotTask& task, const RunConfig& config) {
    RunFolderWriter writer(folder, config, {task}, {});
    RunRequest request;
    request.tasks = {withoutAnswers(task)};
    request.config = config;
    ScriptedEngine engine;
    writer.finish(engine.run(request, [&](const RunEvent& event) { writer.record(event); }, {}));
}

// The scripted engine solves tasks that mirror; this one does not.
FewShotTask unsolvable(const std::string& id) {
    FewShotTask task = test::mirrorTask(id);
    task.queries[0].output = Value(Grid::fromText("9999 9999 9999"));
    return task;
}

} // namespace

void TestComparePage::init() {
    temporary_ = std::make_unique<QTemporaryDir>();
    folder_ = temporary_->path().toStdString();
}

std::filesystem::path TestComparePage::run(const std::string& name, int64_t rank,
                                           int64_t steps) const {
    RunConfig config;
    config.adapt.loraRank = rank;
    config.adapt.steps = steps;
    play(folder_ / name, test::mirrorTask(), config);
    return folder_ / name;
}

// A suite of tasks with the same ids whatever is solved, so that two of them can be compared.
std::filesystem::path TestComparePage::suite(const std::string& name,
                                             const std::vector<bool>& solved,
                                             const std::vector<int64_t>& seeds) const {
    SuiteSpec spec;
    spec.config.adapt.steps = 4;
    spec.seeds = seeds;
    for (size_t i = 0; i < solved.size(); ++i) {
        const std::string id = "t" + std::to_string(i);
        spec.tasks.push_back(solved[i] ? test::mirrorTask(id) : unsolvable(id));
        spec.levels.emplace_back();
    }
    const Suite made = Suite::createOrJoin(folder_ / name, spec);
    for (const SuiteUnit& unit : made.units()) {
        play(made.runFolder(unit), made.tasksOf(unit).front(), made.configOf(unit));
    }
    return folder_ / name;
}

void TestComparePage::show(ComparePage& page,
                           const std::vector<std::filesystem::path>& folders) const {
    page.resize(1000, 700);
    page.setVisible(true);
    page.compare(folders);
    QTRY_COMPARE(page.comparison().folders.size(), folders.size());
    QTRY_VERIFY(page.plot().lastStep() > 0);
}

void TestComparePage::threeRunsStandSideBySide() {
    ComparePage page;
    show(page, {run("a", 8, 10), run("b", 8, 20), run("c", 16, 30)});
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(page.plot().curve(i).lastStep(), int64_t(10 * (i + 1)));
        QVERIFY(page.grid(i, 0)->view().diff()->exact());
        QVERIFY(!page.grid(i, 1)->view().diff()->exact());
    }
    QVERIFY(page.grid(3, 0) == nullptr);
    QCOMPARE(page.parameters().rowCount(), 2);
    QCOMPARE(page.parameters().columnCount(), 4);
    QAbstractItemModelTester tester(&page.parameters(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(page.runsView().model()->rowCount(), 3);
    page.grab();
}

void TestComparePage::coloursStayWithTheirRuns() {
    ComparePage page;
    show(page, {run("a", 8, 10), run("b", 8, 20), run("c", 16, 30)});
    page.runsView().selectRow(1);
    page.removeChosen();
    QTRY_COMPARE(page.comparison().folders.size(), size_t{2});
    QTRY_VERIFY(page.plot().curve(1).points().empty());
    QTRY_COMPARE(page.plot().curve(2).lastStep(), int64_t(30)); // C is still the third colour
    page.add(folder_ / "b");
    QTRY_COMPARE(page.plot().curve(1).lastStep(), int64_t(20)); // and the free one is B again
    QVERIFY(curveColour(0, false) != curveColour(1, false));
    for (int i = 0; i < kCurveColours; ++i) {
        QVERIFY(contrast(curveColour(i, false), themeColours(false).surface) >= 4.5);
        QVERIFY(contrast(curveColour(i, true), themeColours(true).surface) >= 4.5);
    }
}

void TestComparePage::theBaselineIsPinned() {
    ComparePage page;
    show(page, {suite("one", {true, true, false}), suite("two", {true, false, false})});
    QCOMPARE(page.baseline(), 0);
    const auto against = [&](int row) {
        return page.runsView().model()->index(row, ComparedRuns::AgainstBaseline).data().toString();
    };
    QCOMPARE(against(0), QString("baseline"));
    QVERIFY2(against(1).startsWith(QStringLiteral("+0 −1")), qPrintable(against(1)));
    page.runsView().selectRow(1);
    page.pinChosen();
    QCOMPARE(page.baseline(), 1);
    QCOMPARE(against(1), QString("baseline"));
    QVERIFY2(against(0).startsWith(QStringLiteral("+1 −0")), qPrintable(against(0)));
}

void TestComparePage::suitesHaveVerdictsFilterAndTest() {
    ComparePage page;
    const auto secondIs = [&](bool exact) {
        TitledGrid* grid = page.grid(1, 0);
        return grid && grid->view().diff() && grid->view().diff()->exact() == exact;
    };
    show(page, {suite("one", {true, true, false, true, false}),
                suite("two", {true, false, false, false, true})});
    QTableView& verdicts = page.verdictsView();
    QCOMPARE(verdicts.model()->rowCount(), 5);
    QCOMPARE(verdicts.model()->index(1, 1).data().toString(), QStringLiteral("✓ solved"));
    QCOMPARE(verdicts.model()->index(1, 2).data().toString(), QStringLiteral("✗ wrong"));
    QCOMPARE(verdicts.model()->index(1, 3).data().toString(), QString("A only"));
    // Only A: 2, only B: 1, both 1, none 1; the exact test of 2 against 1 is 1.
    const PairedComparison paired = pairedComparison(page.comparison(), 0, 1);
    QCOMPARE(paired.mcnemarP, 1.0);
    QVERIFY2(page.statistics().contains("solved by A only 2, by B only 1, by both 1, by none 1"),
             qPrintable(page.statistics()));
    QVERIFY(page.statistics().contains("p = 1.000"));
    const int expected[] = {5, 2, 1, 1, 1};
    for (int choice = 0; choice < 5; ++choice) {
        page.pairFilter().setCurrentIndex(choice);
        QCOMPARE(verdicts.model()->rowCount(), expected[choice]);
    }
    // Another task's runs come with a key.
    page.pairFilter().setCurrentIndex(0);
    verdicts.setCurrentIndex(verdicts.model()->index(0, 0));
    QTRY_VERIFY(secondIs(true));
    QTest::keyClick(&verdicts, Qt::Key_Down);
    QTRY_VERIFY(secondIs(false));
}

void TestComparePage::questionsAreComparedOneByOne() {
    RunConfig trains;
    trains.adapt.steps = 4;
    RunConfig trainsNothing = trains;
    trainsNothing.adapt.method = "none";
    play(folder_ / "trained", test::parityTask(), trains);
    play(folder_ / "not trained", test::parityTask(), trainsNothing);
    ComparePage page;
    show(page, {folder_ / "not trained", folder_ / "trained"});
    QVERIFY2(page.statistics().startsWith("A and B over 2 questions that both were asked: right by "
                                          "A only 1, by B only 1, by both 0, by none 0."),
             qPrintable(page.statistics()));
    QTableView& runs = page.runsView();
    const auto solved = runs.model()->index(1, ComparedRuns::Solved).data().toString();
    QVERIFY2(solved.startsWith("1 of 2: 50 %"), qPrintable(solved));
    QAbstractItemModel& verdicts = *page.verdictsView().model();
    QCOMPARE(verdicts.index(0, 1).data().toString(), QString("50 %"));
    QCOMPARE(verdicts.index(0, 3).data().toString(), QString("equal"));
    QCOMPARE(verdicts.headerData(3, Qt::Horizontal).toString(), QString("More right"));
    QCOMPARE(page.pairFilter().itemText(3), QString("More right equal (1)"));
    QTRY_COMPARE(page.grid(1, 0)->note(), QStringLiteral("✓ right"));
    QCOMPARE(page.grid(0, 0)->note(), QStringLiteral("✗ wrong")); // said without training
}

void TestComparePage::aTaskOpensItsRun() {
    ComparePage page;
    show(page, {suite("one", {true, true}), suite("two", {true, false})});
    QSignalSpy asked(&page, &ComparePage::runAsked);
    QTableView& verdicts = page.verdictsView();
    const QPoint at = verdicts.visualRect(verdicts.model()->index(1, 2)).center();
    QTest::mouseClick(verdicts.viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(verdicts.viewport(), Qt::LeftButton, {}, at);
    QTRY_COMPARE(asked.count(), 1);
    QVERIFY(asked[0][0].value<std::filesystem::path>() == folder_ / "two" / "runs" / "t1");
}

// One suite has three seeds, the other one: its run stands beside each of them.
void TestComparePage::everySeedOfATaskIsShown() {
    const auto three = suite("three", {true, false}, {0, 1, 2});
    const auto one = suite("one", {true, true});
    ComparePage page;
    show(page, {three, one});
    QComboBox& seeds = page.seeds();
    QVERIFY(seeds.isVisible());
    QCOMPARE(seeds.count(), 3);
    QStringList opened;
    connect(&page, &ComparePage::runAsked, this, [&](const std::filesystem::path& folder) {
        opened << QString::fromStdString(folder.filename().string());
    });
    const QAbstractItemModel& verdicts = *page.verdictsView().model();
    for (int seed = 0; seed < 3; ++seed) {
        QSignalSpy shown(&page, &ComparePage::shown);
        seeds.setCurrentIndex(seed);
        if (seed > 0) QTRY_VERIFY(shown.count() > 0);
        page.verdictsView().setCurrentIndex(verdicts.index(0, 1));
        page.openChosenRun();
        QVERIFY2(opened.last().endsWith(QStringLiteral("-s%1").arg(seed)),
                 qPrintable(opened.last()));
        QVERIFY(page.grid(0, 0) && page.grid(1, 0)->view().grid());
    }
    // Another task: the seed stays.
    page.verdictsView().setCurrentIndex(verdicts.index(1, 1));
    QCOMPARE(seeds.currentIndex(), 2);
    page.verdictsView().setCurrentIndex(verdicts.index(1, 2)); // the suite with one seed
    page.openChosenRun();
    QVERIFY(!opened.last().contains("-s"));
    QTest::qWait(50); // what was asked for is delivered before the page goes
}

void TestComparePage::hiddenAnswersAreNotShown() {
    ComparePage page;
    show(page, {run("a", 8, 10), run("b", 8, 20)});
    QVERIFY(page.grid(0, 0)->note().contains("right"));
    page.setAnswersHidden(true);
    QVERIFY(!page.grid(0, 0)->note().contains("right"));
    QVERIFY(!page.grid(0, 0)->view().diff());
}

void TestComparePage::tablesAndFiguresAreWritten_data() {
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("csv") << "csv" << QByteArray(",");
    QTest::newRow("md") << "md" << QByteArray("|  |");
    QTest::newRow("tex") << "tex" << QByteArray("\\begin{tabular}{lll}");
    QTest::newRow("html") << "html" << QByteArray("<!DOCTYPE html>");
    QTest::newRow("svg") << "svg" << QByteArray("<?xml");
    QTest::newRow("pdf") << "pdf" << QByteArray("%PDF");
    QTest::newRow("png") << "png" << QByteArray("\x89PNG");
}

void TestComparePage::tablesAndFiguresAreWritten() {
    QFETCH(QString, ending);
    QFETCH(QByteArray, start);
    ComparePage page;
    show(page, {suite("one", {true, true}), suite("two", {true, false})});
    const QString path = temporary_->filePath("out." + ending);
    const bool figure = ending == "svg" || ending == "pdf" || ending == "png";
    const QString problem =
        figure ? exportPlot(page.plot(), path) : exportTable(page.comparison(), path);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY2(content.startsWith(start), content.left(60).constData());
    if (!figure) QVERIFY(content.contains("t1"));
    if (figure) QVERIFY(content.size() > 2000);
    QVERIFY(exportTable(page.comparison(), temporary_->filePath("out.doc")).contains("doc"));
    QVERIFY(exportPlot(page.plot(), "/nowhere/out.svg").contains("/nowhere/out.svg"));
}

void TestComparePage::aBrokenFolderIsToldAndLeftOut() {
    ComparePage page;
    show(page, {run("a", 8, 10), run("b", 8, 20)});
    QSignalSpy problem(&page, &ComparePage::problem);
    page.add(folder_ / "nothing");
    QTRY_COMPARE(problem.count(), 1);
    QVERIFY(problem[0][1].toString().contains("nothing"));
    QCOMPARE(page.comparison().folders.size(), size_t{2});
    page.runsView().selectRow(1);
    page.pinChosen(); // still works
    QCOMPARE(page.baseline(), 1);
}

QTEST_MAIN(TestComparePage)
#include "test_compare_page.moc"
