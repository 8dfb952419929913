#include "core/runs/run_folder.h"
#include "core/tokens/few_shot_format.h"
#include "tests/ui/text_support.h"
#include "ui/live/live_page.h"
#include "ui/results/results_page.h"
#include "ui/text/answer_model.h"
#include "ui/text/item_table.h"
#include "ui/text/option_bars.h"
#include "ui/text/question_model.h"
#include "ui/text/text_page.h"
#include "ui/text/token_model.h"
#include "ui/text/token_view.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QListView>
#include <QSlider>
#include <QTableView>
#include <cmath>

using namespace ttt;
using namespace std::chrono_literals;

class TestTextPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void textTasksStandInTheGallery();
    void questionsStandOnTheTaskPage();
    void promptIsShownAsItIsAsked();
    void trainingTextShowsWhatTheLossSees();
    void tokensAreAPageOfTheirOwn();
    void tokensThatEndInACharacterAreKeptWhole();
    void runShowsAnswersBeforeAndAfter();
    void stepCursorIsThatOfTheLivePage();
    void hiddenAnswersTellNothing();
    void resultsAreATable();
    void gridTasksSayWhereTheyAre();

private:
    std::unique_ptr<MainWindow> open(ScriptedOptions options = {});
    void run(MainWindow& window);
    static QString cell(AnswerModel& model, int row, int column) {
        return model.index(row, column).data().toString();
    }

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

void TestTextPage::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestTextPage::cleanup() {
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
    std::filesystem::remove_all(userDataFolder() / "runs");
    QSettings().clear();
}

std::unique_ptr<MainWindow> TestTextPage::open(ScriptedOptions options) {
    auto window = test::openWindow(test::scriptedServices(options), *theme_);
    window->showTask(makeEntry(test::parityTask()));
    QTest::keyClick(window.get(), Qt::Key_7, Qt::ControlModifier);
    return window;
}

void TestTextPage::run(MainWindow& window) {
    QSignalSpy closed(&window.queue(), &RunQueue::runClosed);
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 20000);
    QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
    QCOMPARE(window.page(), int(MainWindow::TextPageIndex));
}

void TestTextPage::textTasksStandInTheGallery() {
    QTemporaryDir bbh;
    std::string items;
    for (int i = 0; i < 12; ++i) {
        items += std::string(i ? "," : "") + R"({"input": "go )" + std::to_string(i) +
                 R"(", "target": "Yes"})";
    }
    writeFileAtomically(bbh.filePath("navigate.json").toStdString(),
                        R"({"examples": [)" + items + "]}");
    WindowServices services = test::scriptedServices();
    services.bbhFolder = bbh.path().toStdString();
    services.madeTexts = bbhStyleSet();
    const auto window = test::openWindow(services, *theme_);
    QTRY_VERIFY(window->library().find("bbh:navigate"));
    QTRY_VERIFY(window->library().find("bbh-style:word_sorting"));
    window->gallery().setSetFilter("bbh-style");
    auto* view = window->gallery().findChild<QListView*>();
    QTRY_COMPARE(view->model()->rowCount(), 9);
    // The text on a card is dark, and its answer bluish.
    const auto count = [&](auto wanted) {
        const QImage cards = view->viewport()->grab().toImage();
        int found = 0;
        for (int y = 8; y < 80; ++y) {
            for (int x = 8; x < 140; ++x) found += wanted(QColor(cards.pixel(x, y))) ? 1 : 0;
        }
        return found;
    };
    QTRY_VERIFY(count([](const QColor& pixel) { return pixel.lightness() < 120; }) > 60);
    QTRY_VERIFY(count([](const QColor& pixel) { return pixel.blue() - pixel.red() > 40; }) > 8);
    window->gallery().setTextFilter("navigate kind:text");
    window->gallery().setSetFilter("bbh");
    QTRY_COMPARE(view->model()->rowCount(), 1);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                      view->visualRect(view->model()->index(0, 0)).center());
    QTRY_VERIFY(window->windowTitle().startsWith("navigate"));
}

void TestTextPage::questionsStandOnTheTaskPage() {
    const auto window = open();
    window->showPage(MainWindow::TaskPage);
    auto* table = window->findChild<ItemTable*>();
    QVERIFY(table && table->isVisible());
    QCOMPARE(table->table().model()->rowCount(), 6);
    QCOMPARE(table->table().model()->index(3, 2).data().toString(), QString("No"));
    window->actions().get("view.hide-answers")->trigger();
    QCOMPARE(table->table().model()->index(3, 2).data().toString(), QString("hidden"));
    QCOMPARE(table->table().model()->index(2, 2).data().toString(), QString("No")); // it is shown
    window->actions().get("view.hide-answers")->trigger();
}

void TestTextPage::promptIsShownAsItIsAsked() {
    const auto window = open();
    TextPage& page = window->text();
    QAbstractItemModelTester questions(&page.questions(),
                                       QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester tokens(&page.tokens(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    const FewShotTask task = test::parityTask();
    const auto promptOf = [&](int test) {
        Prompt prompt;
        prompt.demonstrations = task.examples;
        prompt.query = task.queries[static_cast<size_t>(test)].input;
        prompt.test = test;
        prompt.form = task.form;
        const PromptText text = FewShotFormat().question(prompt);
        return QString::fromStdString(text.messages.at(0).text);
    };
    QTRY_COMPARE(page.tokenView().toPlainText(), promptOf(0));
    QVERIFY(page.note().contains("the answer begins after the last"));
    QCOMPARE(page.tokens().inLoss(), 0);
    QVERIFY(page.tokenView().extraSelections().isEmpty());
    // Another question by the mouse, the next by its command.
    QTableView& table = page.questionTable();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                      table.visualRect(table.model()->index(1, 1)).center());
    QTRY_COMPARE(page.tokenView().toPlainText(), promptOf(1));
    window->actions().get("text.next")->trigger();
    QCOMPARE(page.question(), 2);
    QTRY_COMPARE(page.tokenView().toPlainText(), promptOf(2));
    window->actions().get("text.next")->trigger(); // there is no fourth
    QCOMPARE(page.question(), 2);
}

void TestTextPage::trainingTextShowsWhatTheLossSees() {
    const auto window = open();
    TextPage& page = window->text();
    QTRY_COMPARE(page.texts().count(), 4); // the prompt and three texts
    page.texts().setFocus();
    QTest::keyClick(&page.texts(), Qt::Key_Down);
    QTRY_VERIFY(page.tokens().inLoss() > 0);
    QVERIFY(page.note().contains("the loss sees the"));
    QString seen;
    for (const auto& selection : page.tokenView().extraSelections()) {
        QCOMPARE(selection.format.background().color(), page.tokenView().lossTint());
        QVERIFY(selection.format.fontUnderline());
        seen += selection.cursor.selectedText().replace(QChar(0x2029), '|');
    }
    // The answers of all three pairs with their line ends, and nothing of the questions.
    QCOMPARE(seen.count("Yes"), 2);
    QCOMPARE(seen.count("No"), 1);
    QVERIFY(!seen.contains("even"));
    const QImage picture = page.tokenView().viewport()->grab().toImage();
    QVERIFY(test::countColour(picture, picture.rect(), page.tokenView().lossTint().rgb()) > 20);
}

void TestTextPage::tokensAreAPageOfTheirOwn() {
    const auto window = open();
    TextPage& page = window->text();
    QTRY_VERIFY(page.tokens().rowCount() > 10);
    QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
    QVERIFY(!page.tokenView().isVisible());
    QString text;
    for (int row = 0; row < page.tokens().rowCount(); ++row) {
        text += page.tokens().index(row, TokenModel::Piece).data().toString();
        QVERIFY(page.tokens().index(row, TokenModel::Id).data().toLongLong() >= 0);
    }
    QVERIFY(text.startsWith(QString("Say·whether·a·number")));
    QVERIFY(text.contains("⏎Q:·Is·2·even?"));
    QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
    QVERIFY(page.tokenView().isVisible());
}

void TestTextPage::tokensThatEndInACharacterAreKeptWhole() {
    TokenView view;
    TokenInspection tokens;
    tokens.pieces = {"a", "\xc3", "\xa9", "b", "\xff"};
    tokens.ids = {1, 2, 3, 4, 5};
    tokens.lossMask = {0, 1, 1, 0, 1};
    view.showTokens(tokens);
    QVERIFY(view.toPlainText().startsWith("a\u00e9b"));
    QCOMPARE(view.tokenAt(0), 0);
    QCOMPARE(view.tokenAt(1), 2); // the one that ends the character
    QCOMPARE(view.tokenAt(2), 3);
    QCOMPARE(view.extraSelections().front().cursor.selectedText(), QString("\u00e9"));
    QCOMPARE(visiblePiece("\xc3"), QString("<c3>"));
    QCOMPARE(visiblePiece(" \n"), QString("·⏎"));
}

void TestTextPage::runShowsAnswersBeforeAndAfter() {
    const auto window = open({1ms, 1ms});
    run(*window);
    TextPage& page = window->text();
    AnswerModel& answers = page.answers();
    QAbstractItemModelTester tester(&answers,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    page.questionTable().selectRow(0);
    QCOMPARE(cell(answers, AnswerModel::Raw, AnswerModel::Without), QString(" Yes"));
    QCOMPARE(cell(answers, AnswerModel::Answer, AnswerModel::Without), QString("yes"));
    QCOMPARE(cell(answers, AnswerModel::Verdict, AnswerModel::Without), QString("✗ wrong"));
    QCOMPARE(cell(answers, AnswerModel::Answer, AnswerModel::With), QString("no"));
    QCOMPARE(cell(answers, AnswerModel::Target, AnswerModel::With), QString("No"));
    QCOMPARE(cell(answers, AnswerModel::Verdict, AnswerModel::With), QString("✓ right"));
    QVERIFY(cell(answers, AnswerModel::Rule, AnswerModel::With).contains("first word"));
    const FewShotTask& asked = page.questions().task();
    QVERIFY(readingRule(asked, "chain-of-thought").contains("after \"the answer is\""));
    QVERIFY(std::abs(page.options().share("Yes", 0) - 0.6) < 1e-6);
    QVERIFY(std::abs(page.options().share("No", 2) - 0.9) < 1e-6);
    QVERIFY(page.options().accessibleDescription().contains("No (target)"));
    // The third question has no target.
    page.questionTable().selectRow(2);
    QCOMPARE(cell(answers, AnswerModel::Verdict, AnswerModel::With), QString("not known"));
    QCOMPARE(page.questions().index(0, QuestionModel::With).data().toString(), QString("✓ no"));
    QCOMPARE(page.questions().index(1, QuestionModel::With).data().toString(), QString("✗ no"));
    QCOMPARE(page.questions().summary(),
             QString("1 of 2 right without TTT, 1 of 2 right with TTT"));
    // Stored and opened again, the same numbers are there.
    const auto runs = listRuns(userDataFolder() / "runs");
    QCOMPARE(runs.size(), size_t(1));
    const StoredRun stored = readRunFolder(runs[0].folder);
    QVERIFY(!stored.candidates.empty());
    QCOMPARE(stored.candidates.front().candidate.options.size(), size_t(2));
}

void TestTextPage::stepCursorIsThatOfTheLivePage() {
    const auto window = open({1ms, 1ms});
    run(*window);
    TextPage& page = window->text();
    QCOMPARE(page.slider().maximum(), 20);
    page.slider().setFocus();
    QTest::keyClick(&page.slider(), Qt::Key_Home);
    QCOMPARE(window->live().cursor(), qint64(0));
    QCOMPARE(page.answers().headerData(AnswerModel::AtStep, Qt::Horizontal, Qt::DisplayRole),
             QVariant("At step 0"));
    QCOMPARE(cell(page.answers(), AnswerModel::Answer, AnswerModel::AtStep), QString("yes"));
    window->live().moveCursor(20);
    QCOMPARE(page.slider().value(), 20);
    QCOMPARE(cell(page.answers(), AnswerModel::Answer, AnswerModel::AtStep), QString("no"));
    QVERIFY(page.options().share("No", 1) > 0.85);
}

void TestTextPage::hiddenAnswersTellNothing() {
    const auto window = open({1ms, 1ms});
    run(*window);
    TextPage& page = window->text();
    window->actions().get("view.hide-answers")->trigger();
    page.questionTable().selectRow(0);
    QCOMPARE(cell(page.answers(), AnswerModel::Target, AnswerModel::With), QString("hidden"));
    QCOMPARE(cell(page.answers(), AnswerModel::Verdict, AnswerModel::With), QString("hidden"));
    QCOMPARE(page.questions().index(0, QuestionModel::With).data().toString(), QString("no"));
    QVERIFY(page.questions().summary().isEmpty());
    QVERIFY(!page.options().accessibleDescription().contains("target"));
    window->actions().get("view.hide-answers")->trigger();
}

void TestTextPage::resultsAreATable() {
    const auto window = open({1ms, 1ms});
    run(*window);
    window->showPage(MainWindow::ResultsPageIndex);
    QVERIFY(window->results().questions().isVisible());
    QCOMPARE(window->results().questions().model()->rowCount(), 3);
    QVERIFY(window->results().verdict().contains("1 of 2 right with TTT"));
    QVERIFY(window->results().tests().empty());
}

void TestTextPage::gridTasksSayWhereTheyAre() {
    const auto window = open();
    window->showTask(test::mirrorEntry());
    QTRY_VERIFY(window->text().tokenView().toPlainText().contains("A task of grids"));
    QCOMPARE(window->text().tokens().rowCount(), 0);
}

QTEST_MAIN(TestTextPage)
#include "test_text_page.moc"
