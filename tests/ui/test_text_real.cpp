#include "core/base/model_files.h"
#include "core/config/config_json.h"
#include "core/engine/make_engine.h"
#include "core/tokens/few_shot_format.h"
#include "tests/ui/text_support.h"
#include "ui/models/models_page.h"
#include "ui/models/playground.h"
#include "ui/models/probability_model.h"
#include "ui/setup/config_form.h"
#include "ui/setup/setup_page.h"
#include "ui/text/answer_model.h"
#include "ui/text/text_page.h"
#include "ui/text/token_model.h"
#include "ui/text/token_view.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>
#include <cmath>

using namespace ttt;

// The window over the real engine and SmolLM2-135M, where that is installed.
class TestTextReal : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void promptsAreTheModelsTokens();
    void modelIsLoadedAskedAndUnloaded();
    void loadingHeedsStop();
    void runShowsOptionsAsTheModelFindsThem();

private:
    std::unique_ptr<MainWindow> open();

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

void TestTextReal::initTestCase() {
    if (!isThere(modelsFolder() / findKnownModel("smollm2-135m")->fileName)) {
        QSKIP("SmolLM2-135M is not installed (packaging/setup.sh)");
    }
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestTextReal::cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

std::unique_ptr<MainWindow> TestTextReal::open() {
    WindowServices services = test::scriptedServices();
    services.makeEngine = makeEngine;
    auto window = test::openWindow(services, *theme_);
    window->showTask(makeEntry(test::parityTask()));
    RunConfig config = window->setup().config();
    config.adapt.orders = 4;
    config.adapt.batchSize = 2;
    config.adapt.loraRank = 4;
    config.run.snapshotEvery = 1;
    config.run.dtype = "float32";
    window->setup().form().setConfig(config);
    Q_EMIT window->setup().form().edited();
    return window;
}

void TestTextReal::promptsAreTheModelsTokens() {
    const auto window = open();
    QTest::keyClick(window.get(), Qt::Key_7, Qt::ControlModifier);
    TextPage& page = window->text();
    const FewShotTask task = test::parityTask();
    QTRY_VERIFY_WITH_TIMEOUT(page.tokens().rowCount() > 0, 60000);
    const QString text = page.tokenView().toPlainText();
    QVERIFY2(text.startsWith("Say whether a number is even. Answer with only"), qPrintable(text));
    QVERIFY2(text.endsWith("Q: Is 7 even?\nA:"), qPrintable(text));
    QCOMPARE(page.texts().count(), 5); // the prompt and four orders
    page.texts().setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(page.tokens().inLoss() > 0, 60000);
    QString seen;
    const auto& tokens = page.tokens().tokens();
    for (size_t i = 0; i < tokens.ids.size(); ++i) {
        if (tokens.lossMask[i] > 0) seen += visiblePiece(tokens.pieces[i]);
    }
    // As the released code counts: each answer with its line end.
    QCOMPARE(seen.count("·Yes⏎"), 2);
    QCOMPARE(seen.count("·No⏎"), 1);
    QCOMPARE(seen.size(), qsizetype(2 * 5 + 4));
}

void TestTextReal::modelIsLoadedAskedAndUnloaded() {
    const auto window = open();
    QTest::keyClick(window.get(), Qt::Key_8, Qt::ControlModifier);
    ModelList& models = window->models().models();
    QTRY_VERIFY_WITH_TIMEOUT(models.rowOf("smollm2-135m") >= 0, 60000);
    window->models().table().selectRow(models.rowOf("smollm2-135m"));
    QVERIFY(window->models().details().contains("134,515,008"));
    QVERIFY(window->models().details().contains("Apache-2.0"));
    window->actions().get("models.load")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(models.loaded().has_value(), 120000);
    // Two bytes a weight; the head is the table of tokens.
    QVERIFY(std::abs(static_cast<double>(models.loaded()->memoryBytes) / (2 * 134515008.0) - 1) <
            0.02);
    Playground& playground = window->models().playground();
    playground.prompt().setPlainText("The capital of France is");
    playground.tokens().setValue(3);
    window->actions().get("models.generate")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!playground.generating(), 120000);
    QVERIFY2(playground.output().toPlainText().startsWith(" Paris"),
             qPrintable(playground.output().toPlainText()));
    QCOMPARE(playground.probabilities().index(0, ProbabilityModel::Token).data().toString(),
             QString("·Paris"));
    window->actions().get("models.unload")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!models.loaded().has_value(), 60000);
}

void TestTextReal::loadingHeedsStop() {
    std::stop_source stop;
    stop.request_stop();
    const auto engine = makeEngine();
    QueryModel model;
    model.name = "smollm2-135m";
    QVERIFY(!engine->loadModel(model, stop.get_token()).has_value());
    QVERIFY(!engine->loadedModel().has_value());
    RunRequest request;
    request.tasks = {withoutAnswers(test::parityTask())};
    request.config = loadConfig("paper-bbh");
    const RunResult result = engine->run(
        request, [](const RunEvent&) {}, stop.get_token());
    QCOMPARE(result.status, RunStatus::Stopped);
    QCOMPARE(result.tasks.size(), size_t(1));
    QCOMPARE(result.steps, int64_t(0));
    QVERIFY(engine->loadModel(model, {}).has_value()); // and it can be loaded afterwards
}

void TestTextReal::runShowsOptionsAsTheModelFindsThem() {
    const auto window = open();
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 300000);
    const auto run = closed[0][0].value<RunRecordPtr>();
    QVERIFY2(run->state() == RunState::Done, qPrintable(run->problem()));
    QCOMPARE(run->data().steps.size(), size_t(2));
    const std::vector<Candidate> before = run->candidates("parity", 0, false);
    QVERIFY(!before.empty() && before[0].options.size() == 2);
    QVERIFY(!run->candidates("parity", 0, true).at(0).options.empty());
    QVERIFY(run->snapshotAt("parity", 0, 1) != nullptr);
    QVERIFY(!run->snapshotAt("parity", 0, 1)->candidate.options.empty());
    // The same log-probability from the bare model, over the prompt with the option behind it.
    const auto engine = makeEngine();
    const SolverTask task = withoutAnswers(test::parityTask());
    const TokenInspection prompt = engine->inspectPrompt(task, 0, run->data().config);
    NextTokenQuery query;
    query.model.name = "smollm2-135m";
    query.ids = prompt.ids;
    for (const OptionScore& option : before[0].options) {
        query.ids.clear();
        query.text = " " + option.text;
        const std::vector<int64_t> answer = engine->nextTokens(query).ids;
        query.ids = prompt.ids;
        query.ids.insert(query.ids.end(), answer.begin(), answer.end());
        const NextTokens whole = engine->nextTokens(query);
        double sum = 0;
        for (size_t i = 0; i < answer.size(); ++i) {
            sum += whole.following[whole.following.size() - 1 - i];
        }
        QVERIFY2(std::abs(sum - option.logProbability) < 2e-3,
                 qPrintable(QString("%1: %2, %3")
                                .arg(QString::fromStdString(option.text))
                                .arg(sum)
                                .arg(option.logProbability)));
    }
    QTest::keyClick(window.get(), Qt::Key_7, Qt::ControlModifier);
    QVERIFY(window->text()
                .answers()
                .index(AnswerModel::Raw, AnswerModel::With)
                .data()
                .toString()
                .size() > 0);
}

QTEST_MAIN(TestTextReal)
#include "test_text_real.moc"
