#include "core/runs/run_folder.h"
#include "tests/ui/text_support.h"
#include "ui/header_bar.h"
#include "ui/setup/config_form.h"
#include "ui/setup/demonstrations_pane.h"
#include "ui/setup/episode_strip.h"
#include "ui/setup/field_editor.h"
#include "ui/setup/setup_page.h"
#include "ui/text/item_model.h"

#include <QAbstractItemModelTester>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTableView>
#include <QUrl>

using namespace ttt;
using namespace std::chrono_literals;

class TestTextSetup : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void eachKindOfTaskHasItsFields();
    void eachKindKeepsItsParameters();
    void languageModelsShowTheFieldsOfTexts();
    void trainingTextsAreShown();
    void demonstrationsAreChosenMovedAndEdited();
    void rowsThatCannotBeRunAreRefused();
    void changedRowsAreTakenBack();
    void drawnRowsFollowTheSeed();
    void rowsAreKeptAsAFile();
    void droppedTablesAreRunAsAnyTask();

private:
    std::unique_ptr<MainWindow> open();
    FewShotTask ranTask(MainWindow& window);

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

void TestTextSetup::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestTextSetup::cleanup() {
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
    std::filesystem::remove_all(userDataFolder() / "runs");
    QSettings().clear();
}

std::unique_ptr<MainWindow> TestTextSetup::open() {
    auto window = test::openWindow(test::scriptedServices({1ms, 1ms}), *theme_);
    window->showTask(makeEntry(test::parityTask()));
    QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
    return window;
}

FewShotTask TestTextSetup::ranTask(MainWindow& window) {
    QSignalSpy closed(&window.queue(), &RunQueue::runClosed);
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
    if (!QTest::qWaitFor([&] { return closed.count() == 1; }, 20000)) return {};
    const auto runs = listRuns(userDataFolder() / "runs");
    return readRunFolder(runs.at(0).folder).tasks.at(0);
}

void TestTextSetup::eachKindOfTaskHasItsFields() {
    const auto window = open();
    ConfigForm& form = window->setup().form();
    const auto shown = [&](const char* path) { return form.editor(path)->isVisible(); };
    QTRY_VERIFY(shown("task.shots"));
    QVERIFY(shown("decode.answer_tokens") && shown("adapt.lora_rank"));
    QVERIFY(!shown("task.max_side") && !shown("adapt.transforms"));
    QVERIFY(!shown("decode.transforms") && !shown("adapt.permute_colours"));
    window->showTask(test::mirrorEntry());
    QTRY_VERIFY(shown("task.max_side"));
    QVERIFY(shown("adapt.transforms") && shown("adapt.lora_rank"));
    QVERIFY(!shown("task.shots") && !shown("decode.answer_tokens"));
    QVERIFY(!window->setup().demonstrations().isVisible());
}

void TestTextSetup::eachKindKeepsItsParameters() {
    const auto window = open();
    QCOMPARE(window->setup().config().run.model, std::string("smollm2-135m"));
    QCOMPARE(window->setup().preset(true), QString("paper-bbh"));
    RunConfig config = window->setup().config();
    config.adapt.orders = 7;
    window->setup().form().setConfig(config);
    window->showTask(test::mirrorEntry());
    QCOMPARE(window->setup().config().run.model, std::string("arc-nano"));
    QVERIFY(window->setup().config().adapt.orders != 7);
    window->showTask(makeEntry(test::parityTask()));
    QCOMPARE(window->setup().config().adapt.orders, int64_t(7));
    QCOMPARE(window->setup().form().changedFields(), 1);
}

void TestTextSetup::languageModelsShowTheFieldsOfTexts() {
    const auto window = open();
    window->showTask(test::mirrorEntry());
    ConfigForm& form = window->setup().form();
    QTRY_VERIFY(form.editor("task.max_side")->isVisible());
    QVERIFY(!form.editor("task.format")->isVisible());
    window->setup().useModel("smollm2-135m");
    QTRY_VERIFY(form.editor("task.format")->isVisible());
    QVERIFY(form.editor("task.max_side")->isVisible()); // the task has grids still
}

void TestTextSetup::trainingTextsAreShown() {
    const auto window = open();
    EpisodeStrip& strip = window->setup().episodes();
    QTRY_COMPARE(strip.episodes().rowCount(), 3);
    const QRgb accent = themeColours(window->palette()).accent.rgb();
    const QImage picture = strip.viewport()->grab().toImage();
    QVERIFY(test::countColour(picture, picture.rect(), accent) > 0); // the answer asked for
}

void TestTextSetup::demonstrationsAreChosenMovedAndEdited() {
    const auto window = open();
    DemonstrationsPane& pane = window->setup().demonstrations();
    QVERIFY(pane.isVisible());
    QAbstractItemModelTester tester(&pane.items(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTableView& table = pane.table();
    QCOMPARE(pane.items().rowCount(), 6);
    // The second is not shown: the space bar on its check box.
    table.setFocus();
    table.setCurrentIndex(pane.items().index(1, ItemModel::Shown));
    QTest::keyClick(&table, Qt::Key_Space);
    QCOMPARE(pane.items().shownCount(), 2);
    // The third becomes the first.
    table.setCurrentIndex(pane.items().index(2, ItemModel::Question));
    window->actions().get("text.row-up")->trigger();
    window->actions().get("text.row-up")->trigger();
    QCOMPARE(table.currentIndex().row(), 0);
    // Its answer is edited.
    table.setCurrentIndex(pane.items().index(0, ItemModel::Answer));
    table.edit(table.currentIndex());
    auto* editor = table.findChild<QLineEdit*>();
    QVERIFY(editor);
    QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor, "Odd");
    QVERIFY(pane.changed());
    // The run's key counts what is just being edited.
    const FewShotTask ran = ranTask(*window);
    QCOMPARE(ran.id, std::string("parity-own"));
    QCOMPARE(ran.examples.size(), size_t(2));
    QVERIFY(ran.examples[0] == (Example{"Is 5 even?", "Odd"}));
    QVERIFY(ran.examples[1] == (Example{"Is 2 even?", "Yes"}));
    QCOMPARE(ran.queries.size(), size_t(4)); // the one left out is asked
    QVERIFY(ran.origin.has_value());
    QCOMPARE(ran.origin->task, std::string("parity"));
}

void TestTextSetup::rowsThatCannotBeRunAreRefused() {
    const auto window = open();
    ItemModel& items = window->setup().demonstrations().items();
    for (int row = 0; row < items.rowCount(); ++row) {
        items.setData(items.index(row, ItemModel::Shown), Qt::Checked, Qt::CheckStateRole);
    }
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(window->queue().current() == nullptr);
    QVERIFY(window->notice().text().contains("needs a question and an answer"));
    items.setData(items.index(5, ItemModel::Answer), "No", Qt::EditRole);
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(window->queue().current() == nullptr);
    QVERIFY(window->notice().text().contains("none is left to be asked"));
    QCOMPARE(window->page(), int(MainWindow::SetupPageIndex));
}

void TestTextSetup::changedRowsAreTakenBack() {
    const auto window = open();
    ItemModel& items = window->setup().demonstrations().items();
    window->actions().get("text.row-add")->trigger();
    QCOMPARE(items.rowCount(), 7);
    window->setup().demonstrations().table().setCurrentIndex(items.index(1, 1));
    window->actions().get("text.row-remove")->trigger();
    QCOMPARE(items.rowCount(), 6);
    QVERIFY(items.changed());
    window->actions().get("text.rows-reset")->trigger();
    QVERIFY(!items.changed());
    QVERIFY(items.arranged() == test::parityTask());
    QVERIFY(ranTask(*window) == test::parityTask());
}

void TestTextSetup::drawnRowsFollowTheSeed() {
    const auto window = open();
    const FewShotTask listed = bbhStyleSet().make("navigate");
    window->showTask(makeEntry(listed));
    ItemModel& items = window->setup().demonstrations().items();
    QCOMPARE(items.rowCount(), kTextItems);
    QCOMPARE(items.shownCount(), 10);
    const QVariant first = items.index(0, ItemModel::Question).data();
    RunConfig config = window->setup().config();
    config.run.seed = 43;
    config.task.shots = 4;
    window->setup().form().setConfig(config);
    Q_EMIT window->setup().form().edited();
    QCOMPARE(items.shownCount(), 4);
    QVERIFY(items.index(0, ItemModel::Question).data() != first);
    // Rows that were changed by hand stay.
    items.setData(items.index(0, ItemModel::Answer), "mine", Qt::EditRole);
    config.run.seed = 44;
    window->setup().form().setConfig(config);
    Q_EMIT window->setup().form().edited();
    QCOMPARE(items.index(0, ItemModel::Answer).data().toString(), QString("mine"));
}

void TestTextSetup::rowsAreKeptAsAFile() {
    const auto window = open();
    DemonstrationsPane& pane = window->setup().demonstrations();
    pane.items().move(2, -2);
    QTemporaryDir folder;
    pane.saveTo(folder.filePath("mine.jsonl"));
    const FewShotTask kept = loadTaskFile(folder.filePath("mine.jsonl").toStdString());
    QVERIFY(kept.examples == pane.items().arranged().examples);
    QVERIFY(kept.queries == test::parityTask().queries);
    QCOMPARE(kept.form.instruction, test::parityTask().form.instruction);
    // A file is no folder.
    QVERIFY_EXCEPTION_THROWN(pane.saveTo(folder.filePath("mine.jsonl/other.jsonl")), Error);
}

void TestTextSetup::droppedTablesAreRunAsAnyTask() {
    const auto window = open();
    QTemporaryDir folder;
    const QString file = folder.filePath("capitals.csv");
    writeFileAtomically(file.toStdString(),
                        "question,answer\nFrance?,Paris\nSpain?,Madrid\nItaly?,Rome\n");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &drop);
    QTRY_VERIFY(window->windowTitle().startsWith("capitals"));
    const FewShotTask ran = ranTask(*window);
    QCOMPARE(ran.id, std::string("capitals"));
    QCOMPARE(ran.examples.size(), size_t(2));
    QVERIFY(ran.queries[0] == (Query{"Italy?", Value("Rome")}));
    // A broken one is told with its line.
    writeFileAtomically(file.toStdString(), "question,answer\nFrance?\n");
    window->library().open(file.toStdString());
    QTRY_VERIFY(window->notice().text().contains("capitals.csv:2"));
}

QTEST_MAIN(TestTextSetup)
#include "test_text_setup.moc"
