#include "tests/ui/ui_support.h"
#include "ui/grids/titled_grid.h"
#include "ui/live/live_controls.h"
#include "ui/live/live_page.h"
#include "ui/live/loss_plot.h"
#include "ui/live/step_log.h"
#include "ui/results/results_page.h"
#include "ui/results/test_result.h"
#include "ui/results/views_dialog.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
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
    void oneCursorMovesCurveGridsAndStepLog();
    void playMovesTheCursorToTheEnd();
    void axisAndSmoothingChangeTheDrawing();
    void aMillionPointsAreAppendedAndPanned();
    void hiddenAnswersAreSeenWhileHIsHeld();
    void confidenceMarksUnsureCells();
    void viewsAreListedInTheOrderOfTheVote();
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
        return label->accessibleDescription() == QString("Agreement of the views");
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

void TestLivePage::oneCursorMovesCurveGridsAndStepLog() {
    LivePage page;
    page.resize(1000, 700);
    page.setVisible(true);
    page.showRun(scriptedRecord());
    QCOMPARE(page.log().model()->rowCount(), 40);
    page.moveCursor(12);
    QCOMPARE(page.log().currentIndex().row(), 11);
    page.log().setFocus();
    QTest::keyClick(&page.log(), Qt::Key_Down);
    QCOMPARE(page.cursor(), 13);
    QCOMPARE(page.plot().cursor(), int64_t(13));
    const QModelIndex row = page.log().model()->index(10, 0);
    page.log().scrollTo(row);
    QTest::mouseClick(page.log().viewport(), Qt::LeftButton, {},
                      page.log().visualRect(row).center());
    QCOMPARE(page.cursor(), 11);
    QCOMPARE(page.slider().value(), 11);
    QVERIFY(page.prediction().view().accessibleName().contains("step 10"));
}

void TestLivePage::playMovesTheCursorToTheEnd() {
    LivePage page;
    page.setVisible(true);
    page.showRun(scriptedRecord(40));
    auto* play = page.controls().findChild<QToolButton*>();
    QTest::mouseClick(play, Qt::LeftButton); // at the end: from the beginning
    QVERIFY(page.playing());
    QVERIFY(page.cursor() <= 1);
    QTRY_VERIFY(page.cursor() > 3);
    QTest::mouseClick(play, Qt::LeftButton);
    QVERIFY(!page.playing());
    page.moveCursor(38);
    page.play(true);
    QTRY_COMPARE(page.cursor(), 40);
    QVERIFY(!page.playing());
}

void TestLivePage::axisAndSmoothingChangeTheDrawing() {
    LossPlot plot;
    plot.resize(600, 300);
    plot.setVisible(true);
    QTRY_VERIFY(plot.repaints() > 0); // laid out
    std::vector<StepMetrics> steps;
    for (int i = 1; i <= 100; ++i) {
        steps.push_back(metricsOf(i, i % 2 == 0 ? 1 : 3));
        steps.back().elapsedMs = 10.0 * i * i; // later steps take longer
    }
    plot.setCurve(0, "run", steps);
    plot.setSmoothing(0);
    QCOMPARE(plot.curve(0).heightAt(99), 3.0);
    plot.setSmoothing(0.99);
    QVERIFY(std::abs(plot.curve(0).heightAt(100) - 2) < 0.05);
    plot.setAxis(CurveAxis::Seconds);
    QCOMPARE(plot.curve(0).keyOf(50), 25.0);
    QCOMPARE(plot.curve(0).stepAt(25.1), int64_t(50));
    QVERIFY(plot.pixelOf(50) < (plot.pixelOf(1) + plot.pixelOf(100)) / 2);
    plot.setAxis(CurveAxis::Step);
    plot.setLogarithmicKeys(true);
    const int middle = (plot.pixelOf(1) + plot.pixelOf(100)) / 2;
    QVERIFY(std::abs(plot.pixelOf(10) - middle) <= 2);
    plot.grab();
}

void TestLivePage::aMillionPointsAreAppendedAndPanned() {
    LossPlot plot;
    plot.resize(900, 400);
    plot.setVisible(true);
    std::vector<StepMetrics> steps;
    constexpr int kPoints = 1000000;
    steps.reserve(kPoints + 1);
    for (int i = 1; i <= kPoints; ++i) {
        steps.push_back(metricsOf(i, 1 + std::sin(i * 0.001) + (i % 7) * 0.1));
    }
    plot.setCurve(0, "run", steps);
    plot.grab();
    // Appending one step must not go through those before it.
    steps.push_back(metricsOf(kPoints + 1, 1));
    QElapsedTimer timer;
    timer.start();
    plot.setCurve(0, "run", steps);
    const qint64 append = timer.restart();
    for (int i = 0; i < 20; ++i) {
        plot.setCursor(kPoints / 2 + i);
    }
    const double cursor = static_cast<double>(timer.restart()) / 20;
    auto* inner = plot.findChild<QWidget*>();
    const int repaints = plot.repaints();
    QTest::keyClick(inner, Qt::Key_Plus);
    QTRY_VERIFY(plot.repaints() > repaints);
    timer.restart();
    for (int i = 0; i < 10; ++i) plot.grab();
    const double frame = static_cast<double>(timer.elapsed()) / 10;
    qInfo("1 M points: append %lld ms, cursor %.1f ms, picture %.1f ms", append, cursor, frame);
    QVERIFY(append < 50);
    QVERIFY(cursor < 50);
}

void TestLivePage::hiddenAnswersAreSeenWhileHIsHeld() {
    ResultsPage page;
    page.resize(1000, 600);
    page.setVisible(true);
    page.showRun(scriptedRecord());
    TestResult& result = *page.tests()[0];
    QVERIFY(result.truth().view().value());
    page.setAnswersHidden(true);
    QVERIFY(!result.truth().view().value());
    QVERIFY(!result.attempt(0).view().diff());
    QVERIFY(!page.verdict().contains("Solved"));
    QTest::keyPress(&page, Qt::Key_H);
    QVERIFY(result.truth().view().value());
    QVERIFY(result.attempt(0).view().diff()->exact());
    QTest::keyRelease(&page, Qt::Key_H);
    QVERIFY(!result.truth().view().value());
    auto* button = page.findChild<QPushButton*>();
    QTest::mousePress(button, Qt::LeftButton);
    QVERIFY(result.truth().view().value());
    QTest::mouseRelease(button, Qt::LeftButton);
    QVERIFY(!result.truth().view().value());
}

void TestLivePage::confidenceMarksUnsureCells() {
    GridView view;
    view.resize(200, 200);
    view.showValue(Grid::fromText("33 33"), "grid");
    view.setConfidence({1.0F, 0.5F, 0.9F, 0.0F});
    const QImage image = view.grab().toImage();
    const auto dark = [&](int row, int column) {
        const QRect cell = view.cellRect(row, column).adjusted(1, 1, -1, -1);
        return test::countColour(image, cell, 0xff000000);
    };
    QCOMPARE(dark(0, 0), 0);
    QVERIFY(dark(1, 0) > 0 && dark(1, 0) < dark(0, 1));
    QVERIFY(dark(0, 1) < dark(1, 1));
    view.setConfidence({0.5F}); // of another grid: no marks
    QCOMPARE(test::countColour(view.grab().toImage(), view.rect(), 0xff000000), 0);
}

void TestLivePage::viewsAreListedInTheOrderOfTheVote() {
    const Value a = Grid::fromText("1");
    const Value b = Grid::fromText("2");
    const Value c = Grid::fromText("3");
    const auto candidate = [](const char* view, int index, const Value& answer, double logP) {
        return Candidate{view, index, answer, {}, logP, {0.5F}};
    };
    const std::vector<Candidate> candidates{
        candidate("identity", 0, b, -3), candidate("flip", 1, a, -2), candidate("rot", 2, a, -1),
        candidate("rot", 3, c, -0.5), candidate("flip", 4, b, -9)};
    ViewsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(candidates, {b, a}, c);
    QCOMPARE(model.rowCount(), 5);
    const auto text = [&](int row, int column) {
        return model.index(row, column).data().toString();
    };
    QCOMPARE(text(0, ViewsModel::View), QString("3: rot")); // a before b: a tie, -1 against -3
    QCOMPARE(text(0, ViewsModel::Votes), QString("2 (tie)"));
    QCOMPARE(text(0, ViewsModel::Attempt), QString("2"));
    QCOMPARE(text(2, ViewsModel::Attempt), QString("1"));
    QCOMPARE(text(4, ViewsModel::Truth), QStringLiteral("✓ right"));
    QVERIFY2(model.summary().contains("answers 1 and 2 tie at 2 votes"),
             qPrintable(model.summary()));
    QVERIFY(model.summary().contains("the true output is answer 3"));
    QCOMPARE(text(0, ViewsModel::Rescored), QStringLiteral("–"));
    QVERIFY(!model.summary().contains("scored anew"));
    model.show(candidates, {b, a}, c, {{a, -4.5}, {b, -0.25}});
    QCOMPARE(text(0, ViewsModel::Rescored), QString("-4.50"));
    QCOMPARE(text(2, ViewsModel::Rescored), QString("-0.25"));
    QCOMPARE(text(4, ViewsModel::Rescored), QStringLiteral("–")); // was no leader
    QVERIFY(model.summary().contains("scored anew"));
    QCOMPARE(meanCellProbabilities(candidates, a), std::vector<float>{0.5F});
    ViewsDialog dialog(scriptedRecord(), false);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY(dialog.model().rowCount() > 0);
    dialog.grab();
}

QTEST_MAIN(TestLivePage)
#include "test_live_page.moc"
