#include "core/runs/run_folder.h"
#include "core/tasks/arc_json.h"
#include "tests/ui/open_window.h"
#include "tests/ui/thread_clock.h"
#include "ui/browse/gallery_panel.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/parameter_diff_model.h"
#include "ui/grids/titled_grid.h"
#include "ui/live/live_page.h"
#include "ui/live/loss_plot.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/results/results_page.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/status_line.h"
#include "ui/setup/config_form.h"
#include "ui/setup/episode_strip.h"
#include "ui/setup/setup_page.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace ttt;
using namespace std::chrono_literals;

class TestMainWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void runGoesFromStartToResults();
    void startAndStopAreAcknowledgedAtOnce();
    void runsQueueInOrder();
    void faultsLeaveAMessageAndALiveWindow_data();
    void faultsLeaveAMessageAndALiveWindow();
    void engineThatCannotBeMadeIsExplained();
    void closingMidRunKeepsWhatWasMeasured();
    void storedRunsOpenAgain();
    void twoRunsAreComparedByWhatDiffers();
    void selectedRunsStaySelectedWhenAnotherEnds();
    void aRunThatIsStillReadDoesNotTakeTheWindowFromAComparison();
    void runsAreFilteredAndSorted();
    void aRunsParametersAreLoadedIntoTheForm();
    void twoHundredStartsAndStops();
    void setupShowsEpisodesAndCost();
    void wrongParametersAreNotRun();
    void everyCommandHasTextTipAndItsOwnKey();
    void everyControlHasAName();
    void themesReachTheWindow();
    void missingDataLeavesALiveWindow();
    void pathsOpenAsWhatTheyAre();
    void choicesAreKeptBetweenStarts();

private:
    std::unique_ptr<MainWindow> open(ScriptedOptions options = {}, std::optional<Fault> fault = {});
    void runToEnd(MainWindow& window, int steps);
    std::vector<std::filesystem::path> runFolders() const;

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

void TestMainWindow::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestMainWindow::cleanup() {
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
    std::filesystem::remove_all(userDataFolder() / "runs");
    QSettings().clear();
}

std::unique_ptr<MainWindow> TestMainWindow::open(ScriptedOptions options,
                                                 std::optional<Fault> fault) {
    auto window = test::openWindow(test::scriptedServices(options, fault), *theme_);
    window->showTask(test::mirrorEntry());
    return window;
}

void TestMainWindow::runToEnd(MainWindow& window, int steps) {
    RunConfig config = window.setup().config();
    config.adapt.steps = steps;
    window.setup().form().setConfig(config);
    QSignalSpy closed(&window.queue(), &RunQueue::runClosed);
    window.actions().get("run.start")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 20000);
}

std::vector<std::filesystem::path> TestMainWindow::runFolders() const {
    std::vector<std::filesystem::path> folders;
    for (const RunSummary& run : listRuns(userDataFolder() / "runs")) folders.push_back(run.folder);
    return folders;
}

void TestMainWindow::runGoesFromStartToResults() {
    const auto window = open({2ms, 1ms});
    runToEnd(*window, 20);
    QCOMPARE(window->page(), int(MainWindow::ResultsPageIndex));
    QVERIFY(window->results().verdict().contains("right with it"));
    QCOMPARE(runFolders().size(), size_t(1));
    const StoredRun stored = readRunFolder(runFolders()[0]);
    QCOMPARE(stored.steps.size(), size_t(20));
    QVERIFY(stored.finished);
    QVERIFY(stored.tasks == std::vector{test::mirrorTask()});
}

void TestMainWindow::startAndStopAreAcknowledgedAtOnce() {
    const auto window = open({20ms, 1ms});
    RunConfig config = window->setup().config();
    config.adapt.steps = 2000;
    window->setup().form().setConfig(config);
    QElapsedTimer timer;
    timer.start();
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(window->page(), int(MainWindow::LivePageIndex));
    QVERIFY(window->queue().current() != nullptr);
    QVERIFY(!window->status().text().contains("Ready"));
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    const RunRecordPtr run = window->queue().current();
    QTRY_VERIFY_WITH_TIMEOUT(run->data().steps.size() > 3, 20000);
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    timer.restart();
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QCOMPARE(run->state(), RunState::Stopping);
    QVERIFY(window->status().text().startsWith("Stopping"));
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    const size_t steps = run->data().steps.size();
    QTRY_COMPARE(closed.count(), 1);
    QCOMPARE(run->state(), RunState::Stopped);
    QVERIFY(run->data().steps.size() <= steps + 3); // those on their way, and one step
    QVERIFY(readRunFolder(run->data().folder).result.status == RunStatus::Stopped);
}

void TestMainWindow::runsQueueInOrder() {
    const auto window = open({1ms, 1ms});
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    RunConfig config;
    config.adapt.steps = 5;
    std::vector<RunRecordPtr> runs;
    for (const char* id : {"first", "second", "third"}) {
        runs.push_back(window->queue().start({{test::mirrorTask(id)}, config}));
    }
    QCOMPARE(window->queue().waiting(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 3, 20000);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(closed[i][0].value<RunRecordPtr>(), runs[static_cast<size_t>(i)]);
    }
    QVERIFY(window->queue().current() == nullptr);
}

void TestMainWindow::faultsLeaveAMessageAndALiveWindow_data() {
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("measured");
    QTest::newRow("at start") << int(Fault::AtStart) << false;
    QTest::newRow("missing device") << int(Fault::MissingDevice) << false;
    QTest::newRow("out of memory") << int(Fault::OutOfMemory) << true;
    QTest::newRow("not a number") << int(Fault::NotANumber) << true;
    QTest::newRow("foreign error") << int(Fault::ForeignError) << true;
}

void TestMainWindow::faultsLeaveAMessageAndALiveWindow() {
    QFETCH(int, fault);
    QFETCH(bool, measured);
    const auto window = open({1ms, 1ms}, Fault(fault));
    runToEnd(*window, 10);
    const QString message = window->notice().text();
    QVERIFY2(message.startsWith("The run failed"), qPrintable(message));
    QVERIFY2(message.size() > 40 && message.size() < 1500, qPrintable(message));
    QVERIFY(message.contains(QString::fromStdString(userDataFolder().string())));
    QVERIFY(window->status().text().startsWith("Failed"));
    const StoredRun stored = readRunFolder(runFolders().at(0));
    QCOMPARE(stored.result.status, RunStatus::Failed);
    QVERIFY(!stored.result.error.empty());
    QCOMPARE(!stored.steps.empty(), measured);
    QCOMPARE(window->live().plot().lastStep() > 0, measured); // the partial curve is kept
    // The window still does what it is asked.
    window->showPage(MainWindow::TaskPage);
    QCOMPARE(window->page(), int(MainWindow::TaskPage));
    QVERIFY(window->actions().get("run.start")->isEnabled());
}

void TestMainWindow::engineThatCannotBeMadeIsExplained() {
    WindowServices services = test::scriptedServices();
    services.makeEngine = []() -> std::unique_ptr<Engine> {
        throw Error(ErrorKind::NotFound, "arc-nano", "the weights are not there", "run setup.sh");
    };
    MainWindow window(services, *theme_);
    window.showTask(test::mirrorEntry());
    runToEnd(window, 5);
    QVERIFY(window.notice().text().contains("the weights are not there"));
    QVERIFY(window.notice().text().contains("run setup.sh"));
}

void TestMainWindow::closingMidRunKeepsWhatWasMeasured() {
    auto window = open({10ms, 1ms}, {});
    RunConfig config = window->setup().config();
    config.adapt.steps = 10000;
    window->setup().form().setConfig(config);
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
    const RunRecordPtr run = window->queue().current();
    QTRY_VERIFY_WITH_TIMEOUT(run->data().steps.size() >= 5, 20000);
    const size_t seen = run->data().steps.size();
    window->close();
    QElapsedTimer timer;
    timer.start();
    window.reset();
    QVERIFY(timer.elapsed() < 5000);
    const StoredRun stored = readRunFolder(runFolders().at(0));
    QVERIFY(stored.steps.size() >= seen);
    QVERIFY(stored.result.status == RunStatus::Stopped);
    QVERIFY(stored.finished);
}

void TestMainWindow::storedRunsOpenAgain() {
    const auto window = open();
    runToEnd(*window, 8);
    RunListModel& model = window->runs().model();
    QTRY_COMPARE(model.rowCount(), 1);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    window->showTask(test::mirrorEntry("another"));
    window->showPage(MainWindow::TaskPage);
    QSignalSpy opened(&window->runs(), &RunsPanel::opened);
    window->actions().get("browse.runs")->trigger();
    QListView& view = window->runs().view();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                      view.visualRect(model.index(0)).center());
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(window->page(), int(MainWindow::ResultsPageIndex));
    QVERIFY(window->results().verdict().contains("right with it"));
    QCOMPARE(window->live().plot().lastStep(), int64_t(8));
    QVERIFY(window->windowTitle().startsWith("mirror"));
    QVERIFY(model.data(model.index(0), Qt::AccessibleTextRole).toString().contains("Solved"));
}

void TestMainWindow::twoRunsAreComparedByWhatDiffers() {
    const auto window = open();
    runToEnd(*window, 8);
    RunConfig config = window->setup().config();
    config.adapt.loraRank = 7;
    window->setup().form().setConfig(config);
    runToEnd(*window, 12);
    RunListModel& model = window->runs().model();
    QTRY_COMPARE(model.rowCount(), 2);
    window->runs().compareSelected(); // nothing selected: says what to do
    QVERIFY(window->notice().text().contains("Select two runs"));
    QSignalSpy compared(&window->runs(), &RunsPanel::compared);
    window->runs().view().selectAll();
    window->actions().get("browse.compare")->trigger();
    QTRY_COMPARE(compared.count(), 1);
    QCOMPARE(window->page(), int(MainWindow::ComparePageIndex));
    QTRY_COMPARE(window->compare().plot().lastStep(), int64_t(12));
    ParameterDiffModel& parameters = window->compare().parameters();
    QAbstractItemModelTester tester(&parameters,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QMap<QString, QStringList> rows;
    for (int row = 0; row < parameters.rowCount(); ++row) {
        QStringList& values = rows[parameters.index(row, 0).data().toString()];
        for (int run : {1, 2}) values << parameters.index(row, run).data().toString();
        values.sort();
    }
    QCOMPARE(rows.keys(), QStringList({"adapt.lora_rank", "adapt.steps"}));
    QCOMPARE(rows["adapt.steps"], QStringList({"12", "8"}));
    QVERIFY(window->compare().grid(0, 0)->view().diff()->exact());
    QVERIFY(window->compare().grid(1, 0)->view().diff()->exact());
}

void TestMainWindow::selectedRunsStaySelectedWhenAnotherEnds() {
    const auto window = open();
    RunsPanel& panel = window->runs();
    const auto runNamed = [](const char* name) {
        RunSummary run;
        run.folder = std::filesystem::path("/runs") / name;
        return run;
    };
    panel.model().setRuns({runNamed("c"), runNamed("b"), runNamed("a")});
    QItemSelectionModel& selection = *panel.view().selectionModel();
    selection.select(panel.model().index(0), QItemSelectionModel::Select);
    selection.setCurrentIndex(panel.model().index(2), QItemSelectionModel::Select);
    QSignalSpy opened(&panel, &RunsPanel::opened);
    QSignalSpy problem(&panel, &RunsPanel::problem);
    panel.model().setRuns({runNamed("d"), runNamed("c"), runNamed("b"), runNamed("a")});
    QSignalSpy compared(&panel, &RunsPanel::compared);
    window->actions().get("browse.compare")->trigger();
    QCOMPARE(compared.count(), 1);
    const auto folders = compared[0][0].value<std::vector<std::filesystem::path>>();
    QVERIFY(folders == (std::vector<std::filesystem::path>{"/runs/a", "/runs/c"}));
    QCOMPARE(panel.view().currentIndex().row(), 3);
    // One that is gone is not selected any more; the other is, and is not opened by that.
    panel.model().setRuns({runNamed("d"), runNamed("c")});
    QCOMPARE(selection.selectedIndexes(), QModelIndexList{panel.model().index(1)});
    QTest::qWait(50);
    QCOMPARE(opened.count(), 0);
    QCOMPARE(problem.count(), 0); // there are no such folders: to open one would have told
}

void TestMainWindow::aRunThatIsStillReadDoesNotTakeTheWindowFromAComparison() {
    const auto window = open();
    runToEnd(*window, 8);
    runToEnd(*window, 12);
    RunsPanel& panel = window->runs();
    QTRY_COMPARE(panel.model().rowCount(), 2);
    QSignalSpy opened(&panel, &RunsPanel::opened);
    // No event is handled in between: the first one is still being read.
    QItemSelectionModel& selection = *panel.view().selectionModel();
    selection.select(panel.model().index(0), QItemSelectionModel::Select);
    selection.select(panel.model().index(1), QItemSelectionModel::Select);
    window->actions().get("browse.compare")->trigger();
    QTRY_COMPARE(window->compare().plot().lastStep(), int64_t(12));
    QTest::qWait(100);
    QCOMPARE(opened.count(), 0);
    QCOMPARE(window->page(), int(MainWindow::ComparePageIndex));
}

// 20,000 of them: the answer to a key and to a change of the order is there at once.
void TestMainWindow::runsAreFilteredAndSorted() {
    const auto window = open();
    std::vector<RunSummary> runs(20000);
    for (size_t i = 0; i < runs.size(); ++i) {
        runs[i].folder = "/runs/run" + std::to_string(i);
        runs[i].manifest.taskIds = {"arc1-eval:" + std::to_string(i * 7919 % 20000)};
        runs[i].manifest.model = i % 2 == 0 ? "arc-nano" : "arc-base";
        runs[i].manifest.seed = static_cast<int64_t>(i % 3);
        runs[i].status = i % 5 == 0 ? RunStatus::Failed : RunStatus::Done;
        runs[i].finished = true;
        runs[i].solvedWithTtt = i % 4 == 0;
        runs[i].lastLossNats = double(i * 104729 % 20000) / 1000;
    }
    RunsPanel& panel = window->runs();
    panel.model().setRuns(runs);
    auto tester = std::make_unique<QAbstractItemModelTester>(
        &panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    window->actions().get("browse.runs")->trigger();
    const auto shown = [&](const QString& text) {
        panel.filter().setText(text);
        return panel.model().rowCount();
    };
    QCOMPARE(shown("nano"), 10000);
    QCOMPARE(shown("nano -failed"), 8000);
    QCOMPARE(shown("seed=1"), 6667);
    QCOMPARE(shown("loss<1"), 1000);
    QCOMPARE(shown("no such run"), 0);
    QCOMPARE(shown(""), 20000);
    tester.reset(); // it looks at all rows again, which is no part of the answer's time
    for (int order = panel.order().count() - 1; order >= 0; --order) {
        const double before = test::threadMs();
        panel.order().setCurrentIndex(order);
        const double spent = test::threadMs() - before;
        QVERIFY2(spent < 100, qPrintable(QString("order %1: %2 ms").arg(order).arg(spent)));
        if (order == 3) {
            for (int row = 1; row < 200; ++row) {
                QVERIFY(*panel.model().at(row - 1).lastLossNats <=
                        *panel.model().at(row).lastLossNats);
            }
        }
    }
    QVERIFY(panel.model().at(0).folder == "/runs/run0");
}

void TestMainWindow::aRunsParametersAreLoadedIntoTheForm() {
    const auto window = open();
    window->actions().get("run.load-form")->trigger();
    QVERIFY(window->notice().text().contains("No run is shown"));
    runToEnd(*window, 9);
    window->setup().usePreset("standard");
    QVERIFY(window->setup().config().adapt.steps != 9);
    window->actions().get("run.load-form")->trigger();
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
    QCOMPARE(window->setup().config().adapt.steps, int64_t(9));
}

void TestMainWindow::twoHundredStartsAndStops() {
    const auto window = open({200us, 200us});
    RunConfig config = window->setup().config();
    config.adapt.steps = 100000;
    window->setup().form().setConfig(config);
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    for (int i = 1; i <= 200; ++i) {
        QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(window->queue().current() != nullptr);
        if (i % 3 > 0) QTest::qWait(i % 3); // also before it has begun
        QTest::keyClick(window.get(), Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), i, 20000);
    }
    QVERIFY(window->queue().current() == nullptr);
    QVERIFY(runFolders().size() <= 200);
    for (const auto& folder : runFolders()) {
        QVERIFY(readRunSummary(folder).status == RunStatus::Stopped);
    }
}

void TestMainWindow::setupShowsEpisodesAndCost() {
    const auto window = open();
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
    QTRY_COMPARE(window->setup().episodes().episodes().rowCount(), 2);
    QAbstractItemModelTester tester(&window->setup().episodes().episodes(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    window->setup().episodes().grab();
    QTRY_VERIFY(!window->setup().findChildren<QComboBox*>().isEmpty());
}

void TestMainWindow::wrongParametersAreNotRun() {
    const auto window = open();
    RunConfig config = window->setup().config();
    config.adapt.loraRank = 0;
    window->setup().form().setConfig(config);
    window->actions().get("run.start")->trigger();
    QVERIFY(window->queue().current() == nullptr);
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
    QVERIFY(window->notice().text().contains("out of range"));
}

void TestMainWindow::everyCommandHasTextTipAndItsOwnKey() {
    const auto window = open();
    QSet<QString> keys;
    for (const QAction* action : window->actions().all()) {
        if (action->isSeparator()) continue;
        QVERIFY(!action->text().isEmpty());
        QVERIFY(!action->toolTip().isEmpty());
        for (const QKeySequence& sequence : action->shortcuts()) {
            const QString key = sequence.toString();
            QVERIFY2(!key.isEmpty(), qPrintable(action->text()));
            QVERIFY2(!keys.contains(key), qPrintable(key));
            keys << key;
        }
    }
    QVERIFY(keys.contains("Ctrl+Return") && keys.contains("Esc") && keys.contains("Ctrl+F"));
    QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
}

void TestMainWindow::everyControlHasAName() {
    const auto window = open();
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
        const bool control = qobject_cast<const QAbstractButton*>(widget) ||
                             qobject_cast<const QComboBox*>(widget) ||
                             qobject_cast<const QAbstractSpinBox*>(widget) ||
                             qobject_cast<const QAbstractItemView*>(widget) ||
                             qobject_cast<const QSlider*>(widget);
        // Parts that Qt makes inside its own widgets are named by those.
        const bool inner =
            widget->objectName().startsWith("qt_") ||
            (widget->parentWidget() &&
             (qobject_cast<const QComboBox*>(widget->parentWidget()) ||
              qobject_cast<const QLineEdit*>(widget->parentWidget()) ||
              QByteArray(widget->parentWidget()->metaObject()->className()).contains("Private") ||
              QByteArray(widget->parentWidget()->metaObject()->className()).contains("TabBar")));
        const QByteArray name = widget->metaObject()->className();
        if (!control || inner || name == "QTableCornerButton" || name == "QHeaderView") continue;
        QVERIFY2(!widget->accessibleName().isEmpty(),
                 name + " under " + widget->parentWidget()->metaObject()->className());
        QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(widget->accessibleName()));
    }
}

void TestMainWindow::themesReachTheWindow() {
    const auto window = open();
    window->actions().get("view.theme-dark")->trigger();
    QVERIFY(themeColours(window->palette()).dark);
    const QRgb dark = window->grab().toImage().pixel(window->width() / 2, 4);
    QVERIFY(qGray(dark) < 80);
    window->actions().get("view.theme-light")->trigger();
    QVERIFY(!themeColours(window->palette()).dark);
    QVERIFY(qGray(window->grab().toImage().pixel(window->width() / 2, 4)) > 180);
}

void TestMainWindow::missingDataLeavesALiveWindow() {
    MainWindow window(test::scriptedServices(), *theme_);
    window.setVisible(true);
    QTRY_VERIFY(window.notice().text().contains("could not be read"));
    QVERIFY(window.notice().text().contains("TTT_ARC_DIR"));
    window.showTask(test::mirrorEntry()); // a task of the user's can be run all the same
    runToEnd(window, 5);
    QVERIFY(window.results().verdict().contains("right with it"));
}

void TestMainWindow::pathsOpenAsWhatTheyAre() {
    const auto window = open();
    runToEnd(*window, 6);
    const std::filesystem::path run = runFolders().at(0);
    for (const std::filesystem::path& path : {run, run / "manifest.json"}) {
        window->showPage(MainWindow::TaskPage);
        window->open(path);
        QTRY_COMPARE(window->page(), int(MainWindow::ResultsPageIndex));
    }
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("own.json").toStdString();
    writeFileAtomically(file, toArcJson(test::mirrorTask()).dump());
    window->open(file);
    QTRY_VERIFY(window->windowTitle().startsWith("own"));
    window->open("/no/such/file.json");
    QTRY_VERIFY(window->notice().text().contains("/no/such/file.json"));
}

void TestMainWindow::choicesAreKeptBetweenStarts() {
    {
        const auto window = open();
        window->actions().get("view.theme-dark")->trigger();
        window->actions().get("view.digits")->setChecked(true);
        window->resize(1111, 777);
        window->close();
    }
    const auto window = open();
    QCOMPARE(window->size(), QSize(1111, 777));
    QVERIFY(window->actions().get("view.theme-dark")->isChecked());
    QVERIFY(window->actions().get("view.digits")->isChecked());
    QCOMPARE(theme_->choice(), ThemeChoice::Dark);
}

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
