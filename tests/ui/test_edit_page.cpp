#include "core/base/random.h"
#include "core/runs/run_folder.h"
#include "tests/ui/open_window.h"
#include "ui/browse/gallery_panel.h"
#include "ui/edit/before_after.h"
#include "ui/edit/colour_bar.h"
#include "ui/edit/edit_operations.h"
#include "ui/edit/edit_page.h"
#include "ui/grids/grid_clipboard.h"
#include "ui/grids/grid_image.h"
#include "ui/grids/titled_grid.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/runs/status_line.h"
#include "ui/setup/config_form.h"
#include "ui/setup/setup_page.h"

#include <QClipboard>
#include <QListWidget>
#include <QMimeData>
#include <QProcess>
#include <QSpinBox>
#include <QtTest>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

using namespace ttt;

namespace {

// Edits for ever and says each edit that is done, until it is killed.
int runVictim(const QString& folder) {
    EditDocument document(folder.toStdString(), copyOf(test::mirrorTask(), "victim-1"),
                          EditDocument::State::Fresh);
    for (int i = 1;; ++i) {
        const std::optional<Value> before = valueAt(document.task(), {});
        const Grid after(1 + i % 30, 1 + i / 30 % 30, static_cast<uint8_t>(1 + i % 9));
        document.perform("Draw", ReplaceValue{{}, before, Value(after)});
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

} // namespace

class TestEditPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void aFastStrokeIsOneStepWithoutGaps();
    void theFirstEditMakesACopyThatIsRun();
    void keysDrawFillPickAndClear();
    void selectionsAreMadeMovedAndTurned();
    void theClipboardHasJsonTextAndPicture();
    void everythingThatIsPastedIsUnderstood_data();
    void everythingThatIsPastedIsUnderstood();
    void picturesGiveTheirGridBack();
    void pairsAreAddedMovedAndRemoved();
    void sizesAreChangedAndComeBack();
    void aTaskIsMadeFromScratch();
    void filesAreSavedRenamedRevertedAndDeleted();
    void tenThousandEditsUndoneGiveTheOriginalBytes();
    void editsSurviveAKilledProcess();
    void brokenFilesGiveNotices();
    void beforeAndAfterStandSideBySide();
    void undoIsQuietOnOtherPages();

private:
    std::unique_ptr<MainWindow> open();
    static void key(MainWindow& window, int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&window.edit().active(), Qt::Key(key), modifiers);
    }
    static void click(GridCanvas& canvas, int row, int column,
                      Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseClick(&canvas, button, {}, canvas.cellRect(row, column).center());
    }
    static void drag(GridCanvas& canvas, CellPlace from, CellPlace to) {
        QTest::mousePress(&canvas, Qt::LeftButton, {},
                          canvas.cellRect(from.row, from.column).center());
        const QPoint end = canvas.cellRect(to.row, to.column).center();
        QMouseEvent move(QEvent::MouseMove, end, canvas.mapToGlobal(end), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&canvas, &move);
        QTest::mouseRelease(&canvas, Qt::LeftButton, {}, end);
    }
    static Grid input(MainWindow& window) {
        return gridOf(window.edit().document()->task().examples[0].input);
    }

    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

void TestEditPage::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
}

void TestEditPage::cleanup() {
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
    std::filesystem::remove_all(userDataFolder());
    QSettings().clear();
}

std::unique_ptr<MainWindow> TestEditPage::open() {
    auto window = test::openWindow(test::scriptedServices(), *theme_, {1280, 800});
    window->showTask(test::mirrorEntry());
    QTest::keyClick(window.get(), Qt::Key_6, Qt::ControlModifier);
    window->edit().canvas(false).setFocus();
    return window;
}

void TestEditPage::aFastStrokeIsOneStepWithoutGaps() {
    const auto window = open();
    key(*window, Qt::Key_8);
    drag(window->edit().canvas(false), {0, 0}, {1, 2}); // from corner to corner in one move
    const Grid drawn = input(*window);
    QCOMPARE(drawn.at(0, 0), uint8_t(8));
    QCOMPARE(drawn.at(1, 2), uint8_t(8));
    QVERIFY(drawn.at(0, 1) == 8 || drawn.at(1, 1) == 8);
    QCOMPARE(window->edit().document()->stack().count(), 1);
    QVERIFY(window->actions().get("edit.undo")->text().contains("Draw in demonstration 1 input"));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(input(*window) == gridOf(test::mirrorTask().examples[0].input));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(input(*window) == drawn);
}

void TestEditPage::theFirstEditMakesACopyThatIsRun() {
    const auto window = open();
    QVERIFY(window->edit().stateText().contains("first edit makes a copy"));
    QVERIFY(!window->library().find("edited:mirror-1"));
    key(*window, Qt::Key_8); // a colour that the cell has not
    click(window->edit().canvas(false), 0, 0);
    QVERIFY(window->edit().stateText().contains("not saved"));
    RunConfig config = window->setup().config();
    config.adapt.steps = 3;
    window->setup().form().setConfig(config);
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 20000);
    const StoredRun run = readRunFolder(closed[0][0].value<RunRecordPtr>()->data().folder);
    QCOMPARE(run.manifest.taskIds[0], std::string("edited:mirror-1"));
    QCOMPARE(run.tasks[0].origin->hash, taskHash(test::mirrorTask()));
    QCOMPARE(run.tasks[0].origin->edits, 1);
    QVERIFY(window->library().find("edited:mirror-1"));
    window->gallery().setSetFilter("edited");
    QCOMPARE(window->gallery().model().rowCount(), 1);
}

void TestEditPage::keysDrawFillPickAndClear() {
    const auto window = open();
    GridCanvas& canvas = window->edit().canvas(false);
    key(*window, Qt::Key_9);
    QCOMPARE(window->edit().colours().colour(), 9);
    key(*window, Qt::Key_Right);
    key(*window, Qt::Key_Down);
    QSignalSpy told(&canvas, &GridView::pointedAt);
    key(*window, Qt::Key_Space);
    QCOMPARE(input(*window).at(1, 1), uint8_t(9));
    QCOMPARE(told.last().at(0).toString(), QString("row 2, column 2: %1 9").arg(arcColourName(9)));
    key(*window, Qt::Key_Delete);
    QCOMPARE(input(*window).at(1, 1), uint8_t(0));
    key(*window, Qt::Key_I); // eyedropper
    click(canvas, 0, 1);
    QCOMPARE(window->edit().colours().colour(), 2);
    click(canvas, 0, 0, Qt::RightButton);
    QCOMPARE(window->edit().colours().other(), 1);
    key(*window, Qt::Key_E); // exchanges them
    QCOMPARE(window->edit().colours().colour(), 1);
    key(*window, Qt::Key_F);
    key(*window, Qt::Key_7);
    click(canvas, 1, 1);
    QCOMPARE(input(*window).at(1, 1), uint8_t(7));
    const QRect swatch = window->edit().colours().swatch(4);
    QTest::mouseClick(&window->edit().colours(), Qt::LeftButton, {}, swatch.center());
    QCOMPARE(window->edit().colours().colour(), 4);
}

void TestEditPage::selectionsAreMadeMovedAndTurned() {
    const auto window = open();
    GridCanvas& canvas = window->edit().canvas(false);
    key(*window, Qt::Key_S);
    drag(canvas, {0, 0}, {0, 1}); // 1 2
    QVERIFY(canvas.selection() == std::optional(GridBox{0, 0, 1, 2}));
    key(*window, Qt::Key_X);
    QCOMPARE(input(*window).toText(), std::string("210\n345"));
    drag(canvas, {0, 0}, {1, 1});
    QCOMPARE(input(*window).toText(), std::string("000\n321"));
    key(*window, Qt::Key_Escape);
    QVERIFY(!canvas.selection());
    key(*window, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(input(*window).toText(), std::string("321\n000"));
    key(*window, Qt::Key_R);
    QCOMPARE(input(*window).toText(), std::string("03\n02\n01"));
    key(*window, Qt::Key_T);
    key(*window, Qt::Key_Y);
    QCOMPARE(input(*window).toText(), std::string("321\n000"));
    canvas.setCellCursor({0, 0});
    key(*window, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(canvas.selection() == std::optional(GridBox{0, 0, 1, 2}));
    key(*window, Qt::Key_K);
    QCOMPARE(input(*window).toText(), std::string("32"));
}

void TestEditPage::theClipboardHasJsonTextAndPicture() {
    const auto window = open();
    QTest::keyClick(window.get(), Qt::Key_C, Qt::ControlModifier);
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(data->data("application/json"), QByteArray("[[1,2,0],[3,4,5]]"));
    QCOMPARE(data->text(), QString("[[1,2,0],[3,4,5]]"));
    QVERIFY(data->hasImage());
    GridCanvas& output = window->edit().canvas(true);
    output.setFocus();
    QTest::keyClick(window.get(), Qt::Key_V, Qt::ControlModifier);
    QVERIFY(gridOf(window->edit().document()->task().examples[0].output) ==
            Grid::fromText("120 345"));
    QTest::keyClick(window.get(), Qt::Key_X, Qt::ControlModifier);
    QCOMPARE(window->edit().document()->stack().undoText(),
             QString("Cut in demonstration 1 output"));
    QGuiApplication::clipboard()->setText("no grid");
    QTest::keyClick(window.get(), Qt::Key_V, Qt::ControlModifier);
    QVERIFY(window->notice().text().contains("clipboard"));
}

void TestEditPage::everythingThatIsPastedIsUnderstood_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("grid");
    QTest::newRow("json") << "[[1, 2], [3, 4]]"
                          << "12\n34";
    QTest::newRow("digits") << "12\n34\n"
                            << "12\n34";
    QTest::newRow("separated") << "1 2\r\n3,4"
                               << "12\n34";
    QTest::newRow("one cell") << "7"
                              << "7";
    QTest::newRow("uneven") << "12\n3"
                            << "";
    QTest::newRow("uneven json") << "[[1, 2], [3]]"
                                 << "";
    QTest::newRow("a colour too many") << "[[10]]"
                                       << "";
    QTest::newRow("words") << "hello"
                           << "";
    QTest::newRow("too wide") << QString(31, '1') << "";
    QTest::newRow("empty") << " "
                           << "";
    QTest::newRow("deep") << QString(100000, '[') << "";
}

void TestEditPage::everythingThatIsPastedIsUnderstood() {
    QFETCH(QString, text);
    QFETCH(QString, grid);
    const PastedGrid pasted = gridFromText(text);
    QCOMPARE(pasted.grid ? QString::fromStdString(pasted.grid->toText()) : QString(), grid);
    QCOMPARE(pasted.problem.isEmpty(), pasted.grid.has_value());
}

void TestEditPage::picturesGiveTheirGridBack() {
    Rng random(3);
    for (int i = 0; i < 60; ++i) {
        Grid grid(random.between(1, 30), random.between(1, 30));
        for (int r = 0; r < grid.height(); ++r) {
            for (int c = 0; c < grid.width(); ++c) {
                grid.at(r, c) = static_cast<uint8_t>(random.below(kColours));
            }
        }
        const PastedGrid lined = gridFromPicture(clipboardPicture(grid));
        QVERIFY2(lined.grid && *lined.grid == grid, qPrintable(lined.problem));
    }
    const Grid uneven = Grid::fromText("0123 4567 8901");
    QVERIFY(gridFromPicture(gridImage(uneven, {.cell = 9, .lines = false})).grid == uneven);
    QImage photo(40, 40, QImage::Format_RGB32);
    photo.fill(QColor(10, 200, 200));
    QVERIFY(!gridFromPicture(photo).grid);
    QVERIFY(!gridFromPicture({}).grid);
}

void TestEditPage::pairsAreAddedMovedAndRemoved() {
    const auto window = open();
    EditPage& page = window->edit();
    const auto count = [&](bool test) { return pairCount(page.document()->task(), test); };
    window->actions().get("task.add-demonstration")->trigger();
    QCOMPARE(count(false), 3);
    QCOMPARE(page.pairs().currentRow(), 1);
    window->actions().get("task.pair-down")->trigger();
    QVERIFY(gridOf(page.document()->task().examples[2].input) == Grid(10, 10));
    window->actions().get("task.duplicate-pair")->trigger();
    QCOMPARE(count(false), 4);
    window->actions().get("task.remove-pair")->trigger();
    window->actions().get("task.add-test")->trigger();
    QCOMPARE(count(true), 2);
    window->actions().get("task.output-known")->trigger();
    QVERIFY(!page.document()->task().queries[1].output);
    QVERIFY(page.canvas(true).grid() == nullptr);
    window->actions().get("task.remove-pair")->trigger();
    window->actions().get("task.remove-pair")->trigger(); // the last test stays
    QCOMPARE(count(true), 1);
    QVERIFY(window->notice().text().contains("must stay"));
    while (page.document()->stack().canUndo()) page.document()->stack().undo();
    QCOMPARE(toArcJson(page.document()->task()).dump(), toArcJson(test::mirrorTask()).dump());
    QVERIFY(page.document()->provisional());
}

void TestEditPage::sizesAreChangedAndComeBack() {
    const auto window = open();
    QSpinBox* rows = nullptr;
    for (QSpinBox* box : window->edit().findChildren<QSpinBox*>()) {
        if (box->accessibleName() == "Input rows") rows = box;
    }
    QVERIFY(rows != nullptr);
    QCOMPARE(rows->value(), 2);
    rows->setFocus();
    QTest::keyClick(rows, Qt::Key_Up);
    QCOMPARE(input(*window).toText(), std::string("120\n345\n000"));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    window->edit().document()->stack().undo();
    QCOMPARE(input(*window).height(), 2);
    QCOMPARE(rows->value(), 2);
}

void TestEditPage::aTaskIsMadeFromScratch() {
    const auto window = open();
    QTest::keyClick(window.get(), Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(window->edit().document()->name(), QString("new-task-1"));
    QVERIFY(input(*window) == Grid(10, 10));
    QVERIFY(window->windowTitle().startsWith("new-task-1"));
    click(window->edit().canvas(false), 0, 0);
    QTest::keyClick(window.get(), Qt::Key_S, Qt::ControlModifier);
    const EditedTask saved = loadEditedTask(editedFile(editedFolder(), "new-task-1"));
    QCOMPARE(gridOf(saved.task.examples[0].input).at(0, 0), uint8_t(1));
    QVERIFY(saved.task.origin->task.empty());
}

void TestEditPage::filesAreSavedRenamedRevertedAndDeleted() {
    const auto window = open();
    EditPage& page = window->edit();
    click(page.canvas(false), 0, 0, Qt::RightButton);
    QVERIFY(isThere(journalFile(editedFolder(), "mirror-1")));
    QTest::keyClick(window.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(isThere(editedFile(editedFolder(), "mirror-1")));
    QVERIFY(!isThere(journalFile(editedFolder(), "mirror-1")));
    QVERIFY(page.stateText().contains("saved") && !page.stateText().contains("not saved"));
    page.rename("better");
    QVERIFY(isThere(editedFile(editedFolder(), "better")));
    QVERIFY(!isThere(editedFile(editedFolder(), "mirror-1")));
    QVERIFY(window->library().find("edited:better"));
    QVERIFY(!window->library().find("edited:mirror-1"));
    page.rename("../worse");
    QVERIFY(window->notice().text().contains("cannot be renamed"));
    QCOMPARE(page.document()->name(), QString("better"));
    window->actions().get("task.revert")->trigger();
    QCOMPARE(toArcJson(page.document()->task()).dump(), toArcJson(test::mirrorTask()).dump());
    QCOMPARE(taskHash(page.document()->task()), page.document()->task().origin->hash);
    page.deleteTask();
    QVERIFY(!isThere(editedFile(editedFolder(), "better")));
    QVERIFY(!window->library().find("edited:better"));
    QVERIFY(window->windowTitle().startsWith("mirror"));
}

// Every operation of the editor, drawn at random.
void TestEditPage::tenThousandEditsUndoneGiveTheOriginalBytes() {
    Rng random(7);
    EditDocument document(editedFolder(), copyOf(test::mirrorTask(), "fuzz-1"),
                          EditDocument::State::Fresh);
    const std::string original = toArcJson(document.task()).dump();
    const auto someGrid = [&](const Grid& grid) {
        const CellPlace cell{random.below(grid.height()), random.below(grid.width())};
        const CellPlace other{random.between(-3, 32), random.between(-3, 32)};
        const auto ink = static_cast<uint8_t>(random.below(kColours));
        const int what = random.below(5);
        if (what == 0) return painted(grid, lineBetween(cell, other), ink);
        if (what == 1) return floodFilled(grid, cell, ink);
        if (what == 2) return resized(grid, random.between(1, 30), random.between(1, 30), ink);
        if (what == 3) return pasted(grid, Grid(3, 2, ink), other);
        const GridBox box =
            boxBetween(cell, {random.below(grid.height()), random.below(grid.width())});
        const GridOperation& operation = random.pick(gridOperations());
        return operation.apply(grid, {random.chance(0.7) ? std::optional(box) : std::nullopt, ink,
                                      static_cast<uint8_t>(random.below(kColours))});
    };
    int done = 0;
    while (done < 10000) {
        const FewShotTask& task = document.task();
        const bool test = random.chance(0.4);
        const int count = pairCount(task, test);
        const int pair = random.below(count);
        const int what = random.below(12);
        if (what == 0 && count < 6) {
            document.perform("add", InsertPair{test, pair, pairAt(task, test, pair)});
        } else if (what == 1 && count > 1) {
            document.perform("remove", RemovePair{test, pair, pairAt(task, test, pair)});
        } else if (what == 2 && count > 1) {
            document.perform("move", MovePair{test, pair, random.below(count)});
        } else {
            const ValuePlace place{test, pair, random.chance(0.5)};
            const auto before = valueAt(task, place);
            document.perform("edit", ReplaceValue{place, before, Value(someGrid(gridOf(*before)))});
        }
        ++done;
        for (const bool kind : {false, true}) {
            for (int i = 0; i < pairCount(document.task(), kind); ++i) {
                const TaskPair pair = pairAt(document.task(), kind, i);
                const Grid& grid = gridOf(pair.input);
                QVERIFY(!grid.empty() && grid.height() <= kMaxSide && grid.width() <= kMaxSide);
            }
        }
    }
    const std::string edited = toArcJson(document.task()).dump();
    QVERIFY(edited != original);
    QCOMPARE(document.stack().index(), 10000);
    while (document.stack().canUndo()) document.stack().undo();
    QCOMPARE(toArcJson(document.task()).dump(), original);
    QCOMPARE(document.edits(), 0);
    while (document.stack().canRedo()) document.stack().redo();
    QCOMPARE(toArcJson(document.task()).dump(), edited);
}

void TestEditPage::editsSurviveAKilledProcess() {
    for (int round = 0; round < 4; ++round) {
        std::filesystem::remove_all(editedFolder());
        QProcess victim;
        victim.start(QCoreApplication::applicationFilePath(),
                     {"--victim", QString::fromStdString(editedFolder().string())});
        int told = 0;
        while (told < 40 + round * 137) {
            QVERIFY(victim.waitForReadyRead(20000));
            while (victim.canReadLine()) told = victim.readLine().trimmed().toInt();
        }
        victim.kill(); // SIGKILL
        QVERIFY(victim.waitForFinished());
        while (victim.canReadLine()) told = victim.readLine().trimmed().toInt();
        const auto window = open();
        QVERIFY(window->library().find("edited:victim-1"));
        window->showTask(window->library().find("edited:victim-1"));
        EditDocument* document = window->edit().document();
        QCOMPARE(document->name(), QString("victim-1"));
        const int kept = document->edits();
        QVERIFY2(kept >= told, qPrintable(QString("%1 of %2").arg(kept).arg(told)));
        QVERIFY(document->modified());
        const Grid last(1 + kept % 30, 1 + kept / 30 % 30, static_cast<uint8_t>(1 + kept % 9));
        QVERIFY(input(*window) == last);
        document->revertToOriginal();
        QCOMPARE(toArcJson(document->task()).dump(), toArcJson(test::mirrorTask()).dump());
    }
}

void TestEditPage::brokenFilesGiveNotices() {
    writeFileAtomically(editedFolder() / "bad.json", "{\"train\": [");
    writeFileAtomically(editedFolder() / "bad-2.json.journal", "nothing");
    saveEditedTask(editedFolder(), copyOf(test::mirrorTask(), "good-1"));
    MainWindow window(test::scriptedServices(), *theme_);
    QVERIFY(window.notice().text().contains("bad.json"));
    QVERIFY(window.notice().text().contains("bad-2.json.journal"));
    QVERIFY(window.library().find("edited:good-1"));
    MainWindow again(test::scriptedServices(), *theme_); // put aside, not met twice
    QVERIFY(!again.notice().text().contains("journal"));
}

void TestEditPage::beforeAndAfterStandSideBySide() {
    const auto window = open();
    RunConfig config = window->setup().config();
    config.adapt.steps = 3;
    window->setup().form().setConfig(config);
    click(window->edit().canvas(false), 1, 0);
    BeforeAfter& both = window->edit().beforeAfter();
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier | Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 2, 20000);
    window->showPage(MainWindow::EditPageIndex);
    both.showTasks(window->edit().document()->original(), window->edit().document()->task());
    QTRY_VERIFY(both.run(false) && both.run(true));
    QVERIFY(both.summary().startsWith("1 grid differs"));
    QCOMPARE(both.grids().size(), size_t(4)); // one changed grid, one test
    QCOMPARE(both.grids()[1]->view().diff()->text, QString("1 of 6 cells changed"));
    QCOMPARE(both.grids()[1]->note(), QString("1 of 6 cells changed"));
    QVERIFY(both.grids()[3]->note().contains("exactly right"));
    QCOMPARE(both.run(true)->data().tasks[0].origin->edits, 1);
    QVERIFY2(both.verdicts().contains("Original: ") && both.verdicts().contains("Copy: "),
             qPrintable(both.verdicts()));
    QVERIFY(!both.verdicts().contains("differ")); // both were run alike
    config.adapt.steps = 4;
    window->queue().start({{window->edit().document()->task()}, config});
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 3, 20000);
    QTRY_VERIFY2(both.verdicts().contains("adapt.steps"), qPrintable(both.verdicts()));
}

void TestEditPage::undoIsQuietOnOtherPages() {
    const auto window = open();
    click(window->edit().canvas(false), 0, 1);
    const Grid drawn = input(*window);
    window->showPage(MainWindow::TaskPage);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(input(*window) == drawn);
    QVERIFY(!window->actions().get("edit.undo")->isEnabled());
}

int main(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], "--victim") == 0) {
        QCoreApplication application(argc, argv);
        return runVictim(argv[2]);
    }
    QApplication application(argc, argv);
    TestEditPage test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_edit_page.moc"
