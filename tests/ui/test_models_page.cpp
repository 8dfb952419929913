#include "tests/ui/text_support.h"
#include "ui/models/models_page.h"
#include "ui/models/playground.h"
#include "ui/models/probability_model.h"
#include "ui/setup/setup_page.h"

#include <QAbstractItemModelTester>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

using namespace ttt;
using namespace std::chrono_literals;

class TestModelsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void modelsAreListed();
    void modelIsLoadedAndUnloaded();
    void loadingIsCancelled();
    void loadingWaitsForTheRun();
    void failedLoadLeavesAMessageAndALiveWindow();
    void unknownPathsAreRefused();
    void playgroundContinuesThePrompt();
    void playgroundNeedsALanguageModel();
    void generatingIsStopped();
    void closingEndsALoad();
    void chosenModelIsUsedForRuns();

private:
    std::unique_ptr<MainWindow> open(ScriptedOptions options = {}, std::optional<Fault> fault = {});
    void choose(MainWindow& window, const std::string& model);

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

namespace {

// Writes a token every few milliseconds until it is stopped.
class EndlessEngine : public ScriptedEngine {
public:
    Continuation continueText(const ContinuationQuery&, const TokenObserver& observer,
                              std::stop_token stop) override {
        Continuation result;
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(2ms);
            result.ids.push_back(97);
            result.text += "a";
            observer({97, -0.1, "a"});
        }
        return result;
    }
};

} // namespace

void TestModelsPage::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestModelsPage::cleanup() {
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
    std::filesystem::remove_all(userDataFolder() / "runs");
    QSettings().clear();
}

std::unique_ptr<MainWindow> TestModelsPage::open(ScriptedOptions options,
                                                 std::optional<Fault> fault) {
    auto window = test::openWindow(test::scriptedServices(options, fault), *theme_);
    QTest::keyClick(window.get(), Qt::Key_8, Qt::ControlModifier);
    (void)QTest::qWaitFor([&] { return window->models().models().rowCount() > 0; });
    return window;
}

void TestModelsPage::choose(MainWindow& window, const std::string& model) {
    QTableView& table = window.models().table();
    const QModelIndex index = table.model()->index(window.models().models().rowOf(model), 0);
    table.scrollTo(index);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(index).center());
}

void TestModelsPage::modelsAreListed() {
    const auto window = open();
    ModelList& models = window->models().models();
    QAbstractItemModelTester tester(&models,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(window->page(), int(MainWindow::ModelsPageIndex));
    const int row = models.rowOf("arc-nano");
    QVERIFY(row >= 0);
    QCOMPARE(models.index(row, ModelList::Parameters).data().toString(), QString("1.2 M"));
    QCOMPARE(models.index(row, ModelList::State).data().toString(), QString("on disk"));
    QCOMPARE(models.index(row, ModelList::Licence).data().toString(), QString("GPL-3.0-or-later"));
    choose(*window, "arc-nano");
    QVERIFY(window->models().details().contains("arc-cells"));
    QVERIFY(window->models().details().contains("it mirrors the query"));
    // Known to the program but not to this engine.
    const int missing = models.rowOf("gemma-3-270m");
    QVERIFY(missing >= 0);
    QCOMPARE(models.index(missing, ModelList::State).data().toString(), QString("not installed"));
    choose(*window, "gemma-3-270m");
    QVERIFY(window->models().details().contains("setup.sh --gemma"));
}

void TestModelsPage::modelIsLoadedAndUnloaded() {
    const auto window = open();
    ModelList& models = window->models().models();
    choose(*window, "smollm2-135m");
    QVERIFY(!window->actions().get("models.unload")->isEnabled());
    window->actions().get("models.load")->trigger();
    QTRY_VERIFY(models.loaded().has_value());
    QCOMPARE(models.index(models.rowOf("smollm2-135m"), ModelList::State).data().toString(),
             QString("● loaded"));
    QVERIFY(window->models().state().contains("smollm2-135m is loaded: 5 MB"));
    window->actions().get("models.unload")->trigger();
    QTRY_VERIFY(!models.loaded().has_value());
    QCOMPARE(window->models().state(), QString("No model is loaded"));
}

void TestModelsPage::loadingIsCancelled() {
    ScriptedOptions slow;
    slow.loadDelay = 60s;
    const auto window = open(slow);
    choose(*window, "smollm2-135m");
    QVERIFY(!window->actions().get("models.cancel")->isEnabled());
    window->actions().get("models.load")->trigger();
    QVERIFY(window->models().loading());
    QTRY_VERIFY(window->models().state().startsWith("Loading smollm2-135m"));
    QVERIFY(!window->actions().get("models.load")->isEnabled());
    QTest::qWait(50);
    // The button of the command, by the mouse.
    QToolButton* cancel = nullptr;
    for (auto* button : window->models().findChildren<QToolButton*>()) {
        if (button->defaultAction() == window->actions().get("models.cancel")) cancel = button;
    }
    QVERIFY(cancel && cancel->isEnabled());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->models().loading(), 2000);
    QVERIFY(window->models().state().contains("cancelled"));
    QVERIFY(!window->models().models().loaded().has_value());
    QVERIFY(window->actions().get("models.load")->isEnabled());
}

void TestModelsPage::loadingWaitsForTheRun() {
    const auto window = open({10ms, 1ms});
    window->showTask(test::mirrorEntry());
    RunConfig config = window->setup().config();
    config.adapt.steps = 10000;
    const RunRecordPtr run = window->queue().start({{test::mirrorTask()}, config});
    window->showPage(MainWindow::ModelsPageIndex);
    choose(*window, "smollm2-135m");
    window->actions().get("models.load")->trigger();
    QVERIFY(window->models().state().contains("when the run has ended"));
    window->actions().get("models.cancel")->trigger();
    QVERIFY(!window->models().loading()); // at once: it had not begun
    window->actions().get("models.load")->trigger();
    window->queue().stopCurrent();
    QTRY_VERIFY(window->models().models().loaded().has_value());
}

void TestModelsPage::failedLoadLeavesAMessageAndALiveWindow() {
    const auto window = open({}, Fault::AtLoad);
    choose(*window, "smollm2-135m");
    window->actions().get("models.load")->trigger();
    QTRY_VERIFY(!window->models().loading());
    QVERIFY(window->notice().text().startsWith("The model could not be loaded"));
    QVERIFY(window->notice().text().contains("found 12 bytes"));
    QVERIFY(window->models().state().contains("failed"));
    window->notice().setVisible(false);
    window->actions().get("models.generate")->trigger();
    QTRY_VERIFY(!window->models().playground().output().toPlainText().isEmpty());
}

void TestModelsPage::unknownPathsAreRefused() {
    const auto window = open();
    const int before = window->models().models().rowCount();
    window->models().addPath("/nowhere/model.gguf");
    QTRY_VERIFY(window->notice().text().startsWith("This is no model"));
    QCOMPARE(window->models().models().rowCount(), before);
    QVERIFY(QSettings().value("models/paths").toStringList().isEmpty());
}

void TestModelsPage::playgroundContinuesThePrompt() {
    const auto window = open();
    choose(*window, "smollm2-135m");
    Playground& playground = window->models().playground();
    QAbstractItemModelTester tester(&playground.probabilities(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    playground.prompt().setFocus();
    QTest::keyClick(&playground.prompt(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(&playground.prompt(), "hello");
    playground.tokens().setValue(4);
    QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(!playground.generating());
    QCOMPARE(playground.output().toPlainText(), QString("hell")); // it repeats the text
    QCOMPARE(playground.note(), QString("4 tokens"));
    QCOMPARE(playground.probabilities().rowCount(), 1);
    QCOMPARE(playground.probabilities().index(0, ProbabilityModel::Token).data().toString(),
             QString("p")); // the byte after the last
    QCOMPARE(playground.probabilities().index(0, ProbabilityModel::Probability).data().toString(),
             QString("60.65 %"));
}

void TestModelsPage::playgroundNeedsALanguageModel() {
    const auto window = open();
    choose(*window, "arc-nano");
    window->actions().get("models.generate")->trigger();
    QVERIFY(!window->models().playground().generating());
    QVERIFY(window->notice().text().startsWith("Choose a language model"));
}

void TestModelsPage::generatingIsStopped() {
    WindowServices services = test::scriptedServices();
    services.makeEngine = [] { return std::make_unique<EndlessEngine>(); };
    const auto window = test::openWindow(services, *theme_);
    QTest::keyClick(window.get(), Qt::Key_8, Qt::ControlModifier);
    QTRY_VERIFY(window->models().models().rowCount() > 0);
    choose(*window, "smollm2-135m");
    Playground& playground = window->models().playground();
    window->actions().get("models.generate")->trigger();
    QTRY_VERIFY(playground.output().toPlainText().size() > 5); // token by token
    QVERIFY(playground.generating());
    window->actions().get("models.stop-generating")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!playground.generating(), 2000);
    QVERIFY(playground.note().startsWith("Stopped after"));
    QVERIFY(!playground.output().toPlainText().isEmpty());
}

void TestModelsPage::closingEndsALoad() {
    ScriptedOptions slow;
    slow.loadDelay = 60s;
    auto window = open(slow);
    choose(*window, "smollm2-135m");
    window->actions().get("models.load")->trigger();
    QTest::qWait(50);
    QElapsedTimer timer;
    timer.start();
    window->close();
    window.reset();
    QVERIFY(timer.elapsed() < 5000);
}

void TestModelsPage::chosenModelIsUsedForRuns() {
    const auto window = open();
    choose(*window, "arc-base");
    window->actions().get("models.use")->trigger();
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
    QCOMPARE(window->setup().config().run.model, std::string("arc-base"));
}

QTEST_MAIN(TestModelsPage)
#include "test_models_page.moc"
