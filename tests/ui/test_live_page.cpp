#include "tests/ui/ui_support.h"
#include "ui/grids/titled_grid.h"
#include "ui/live/live_page.h"
#include "ui/live/loss_plot.h"
#include "ui/results/results_page.h"
#include "ui/results/test_result.h"

#include <QComboBox>
#include <QLabel>
#include <QSlider>
#include <QtTest>
#include <algorithm>
#include <cmath>

using namespace ttt;

namespace {

StepMetrics metricsOf(int64_t step, double loss) {
    StepMetrics metrics;
    metrics.step = step;
    metrics.lossNats = loss;
    return metrics;
}

// What the scripted engine tells of a run, as a record that has taken it all.
RunRecordPtr scriptedRecord(int64_t steps = 40, int64_t answerEvery = 0) {
    RunConfig config;
    config.adapt.steps = steps;
    config.adapt.answerEvery = answerEvery;
    config.run.snapshotEvery = 10;
    auto record = std::make_shared<RunRecord>(std::vector{test::mirrorTask()}, config);
    std::vector<RunMessage> messages;
    RunRequest request;
    request.tasks = {withoutAnswers(test::mirrorTask())};
    request.config = config;
    ScriptedEngine engine;
    const RunResult result = engine.run(request,
                                        [&](const RunEvent& event) {
                                            messages.push_back({1, event});
                                        },
                                        {});
    messages.push_back({1, RunClosed{result, {}}});
    record->apply(messages);
    return record;
}

} // namespace

class TestLivePage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cursorShowsTheLastSnapshotAtOrBeforeItsStep_data();
    void cursorShowsTheLastSnapshotAtOrBeforeItsStep();
    void votesAtMarksAreShownWithTheirAgreement();
    void arrowKeysMoveTheCursor();
    void mouseOnTheCurveMovesTheCursor();
    void sliderMovesTheCursor();
    void cursorFollowsUntilItIsMoved();
    void repaintsAreLimited();
    void lossesThatAreNotFiniteDoNotBreakTheAxis();
    void smoothingKeepsAConstantAndMatchesTheFormula();
    void resultsStandBetweenWithoutAndTruth();
    void everyTestOfATaskIsShown();
};

void TestLivePage::cursorShowsTheLastSnapshotAtOrBeforeItsStep_data() {
    QTest::addColumn<int>("cursor");
    QTest::addColumn<int>("snapshot");
    QTest::newRow("before the first step") << 0 << 0;
    QTest::newRow("between") << 19 << 10;
    QTest::newRow("at") << 20 << 20;
    QTest::newRow("last") << 40 << 40;
    QTest::newRow("beyond") << 99 << 40;
}

void TestLivePage::cursorShowsTheLastSnapshotAtOrBeforeItsStep() {
    QFETCH(int, cursor);
    QFETCH(int, snapshot);
    LivePage page;
    page.resize(900, 600);
    const RunRecordPtr run = scriptedRecord();
    page.showRun(run);
    page.moveCursor(cursor);
    const PredictionSnapshot* wanted = run->snapshotAt("mirror", 0, snapshot);
    QVERIFY(wanted != nullptr);
    QCOMPARE(wanted->step, int64_t(snapshot));
    QVERIFY(*page.prediction().view().value() == wanted->candidate.answer);
    QCOMPARE(page.prediction().view().accessibleName(),
             QString("Predicted at step %1").arg(snapshot));
    QCOMPARE(page.prediction().view().diff()->exact(), snapshot == 40);
}

void TestLivePage::votesAtMarksAreShownWithTheirAgreement() {
    LivePage page;
    page.resize(900, 600);
    page.showRun(scriptedRecord(40, 16)); // marks at 16 and 32, snapshots at 10, 20, 30, 40
    const auto shown = [&](int64_t cursor) {
        page.moveCursor(cursor);
        return page.prediction().view().accessibleName();
    };
    QCOMPARE(shown(15), QString("Predicted at step 10"));
    QCOMPARE(shown(16), QString("Voted at step 16"));
    QCOMPARE(shown(20), QString("Predicted at step 20"));
    QCOMPARE(shown(33), QString("Voted at step 32"));
    const auto labels = page.findChildren<QLabel*>();
    const auto agreement = std::ranges::find_if(labels, [](const QLabel* label) {
        return label->accessibleName() == QString("Agreement of the views");
    });
    QVERIFY(agreement != labels.end());
    QCOMPARE((*agreement)->text(), QString("Views that agree: without TTT 67 %, step 16 40 %, "
                                           "step 32 80 %, at the end 67 %"));
    page.showRun(nullptr);
    QVERIFY((*agreement)->text().isEmpty());
}

void TestLivePage::arrowKeysMoveTheCursor() {
    LivePage page;
    page.showRun(scriptedRecord());
    auto* plot = page.plot().findChild<QWidget*>();
    page.moveCursor(20);
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(page.cursor(), 19);
    QTest::keyClick(plot, Qt::Key_Right);
    QTest::keyClick(plot, Qt::Key_Right);
    QCOMPARE(page.cursor(), 21);
    QTest::keyClick(plot, Qt::Key_PageDown);
    QCOMPARE(page.cursor(), 30);
    QTest::keyClick(plot, Qt::Key_PageUp);
    QCOMPARE(page.cursor(), 20);
    QTest::keyClick(plot, Qt::Key_Home);
    QCOMPARE(page.cursor(), 0);
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(page.cursor(), 0);
    QTest::keyClick(plot, Qt::Key_End);
    QCOMPARE(page.cursor(), 40);
    QCOMPARE(page.slider().value(), 40);
}

void TestLivePage::mouseOnTheCurveMovesTheCursor() {
    LivePage page;
    page.resize(900, 600);
    page.setVisible(true);
    page.showRun(scriptedRecord());
    QTRY_VERIFY(page.plot().repaints() > 0);
    auto* plot = page.plot().findChild<QWidget*>();
    const QPoint at(page.plot().pixelOf(12), plot->height() / 2);
    QTest::mouseClick(plot, Qt::LeftButton, {}, at);
    QCOMPARE(page.cursor(), 12);
    QVERIFY(!page.following());
    QVERIFY(page.prediction().view().accessibleName().contains("step 10"));
}

void TestLivePage::sliderMovesTheCursor() {
    LivePage page;
    page.showRun(scriptedRecord());
    page.slider().setValue(33);
    QCOMPARE(page.cursor(), 33);
    QCOMPARE(page.plot().cursor(), int64_t(33));
}

void TestLivePage::cursorFollowsUntilItIsMoved() {
    RunConfig config;
    auto run = std::make_shared<RunRecord>(std::vector{test::mirrorTask()}, config);
    LivePage page;
    page.showRun(run);
    run->apply({{1, RunEvent(metricsOf(1, 2))}, {1, RunEvent(metricsOf(2, 1))}});
    QCOMPARE(page.cursor(), 2);
    page.moveCursor(1);
    run->apply({{1, RunEvent(metricsOf(3, 1))}});
    QCOMPARE(page.cursor(), 1);
}

void TestLivePage::repaintsAreLimited() {
    RunConfig config;
    auto run = std::make_shared<RunRecord>(std::vector{test::mirrorTask()}, config);
    LivePage page;
    page.setVisible(true);
    page.showRun(run);
    QElapsedTimer timer;
    timer.start();
    const int before = page.plot().repaints();
    for (int step = 1; timer.elapsed() < 500; ++step) {
        run->apply({{1, RunEvent(metricsOf(step, 1.0 / step))}});
        QCoreApplication::processEvents();
    }
    const int repaints = page.plot().repaints() - before;
    QVERIFY2(repaints > 0 && repaints <= 16, qPrintable(QString::number(repaints)));
}

void TestLivePage::lossesThatAreNotFiniteDoNotBreakTheAxis() {
    LossPlot plot;
    std::vector<StepMetrics> steps{metricsOf(1, 2), metricsOf(2, std::nan("")),
                                   metricsOf(3, INFINITY), metricsOf(4, 1)};
    plot.setCurve(0, "run", steps);
    plot.setLogarithmic(true);
    plot.setLogarithmic(false);
    plot.setCursor(2);
    plot.grab();
    QCOMPARE(plot.lastStep(), int64_t(4));
    QCOMPARE(plot.cursor(), int64_t(2));
}

void TestLivePage::smoothingKeepsAConstantAndMatchesTheFormula() {
    SmoothedLoss constant;
    for (int i = 0; i < 10; ++i) QVERIFY(std::abs(constant.add(3) - 3) < 1e-12);
    SmoothedLoss average(0.5);
    average.add(1);
    average.add(std::nan(""));
    // (0.5 * 0.5 * 1 + 0.5 * 4) / (1 - 0.5^2)
    QVERIFY(std::abs(average.add(4) - 3) < 1e-12);
}

void TestLivePage::resultsStandBetweenWithoutAndTruth() {
    ResultsPage page;
    page.resize(1000, 600);
    page.showRun(scriptedRecord());
    QVERIFY2(page.verdict().contains("wrong without it, right with it"),
             qPrintable(page.verdict()));
    QCOMPARE(page.tests().size(), size_t(1));
    TestResult& result = *page.tests()[0];
    QVERIFY(result.attempt(0).view().diff()->exact());
    QVERIFY(!result.attempt(1).view().diff()->exact());
    QVERIFY(!result.without().view().diff()->exact());
    QVERIFY(result.attempt(0).note().startsWith(QStringLiteral("✓")));
    QVERIFY(result.attempt(1).note().contains("expected 3×4"));
}

void TestLivePage::everyTestOfATaskIsShown() {
    FewShotTask task = test::mirrorTask();
    task.queries.push_back({Grid::fromText("12"), {}}); // its answer is not public
    RunRecordPtr run = std::make_shared<RunRecord>(std::vector{task}, RunConfig());
    ResultsPage page;
    page.showRun(run);
    QCOMPARE(page.tests().size(), size_t(2));
    LivePage live;
    live.showRun(run);
    QCOMPARE(live.findChild<QComboBox*>()->count(), 2);
}

QTEST_MAIN(TestLivePage)
#include "test_live_page.moc"
