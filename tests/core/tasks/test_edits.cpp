#include "core/base/files.h"
#include "core/tasks/edit/edit_journal.h"
#include "core/tasks/edit/grid_edits.h"
#include "core/tasks/edit/task_edits.h"
#include "tests/support/mirror_task.h"
#include "tests/support/random_tasks.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <nlohmann/json.hpp>

using namespace ttt;
namespace fs = std::filesystem;

class TestEdits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesHaveNoGaps();
    void floodFillStaysWithinItsColour();
    void aThirtyByThirtyFillNeedsNoStack();
    void partsAreCutOutAndPlaced();
    void shiftsWrapOrLose();
    void sizesStayWithinBounds();
    void swappingTwiceIsIdentity();
    void editsAreUndone();
    void changedPlacesNamePairsOfEitherTask();
    void anEditedFileKnowsItsOriginal();
    void wrongFilesAreErrors_data();
    void wrongFilesAreErrors();
    void aFileOfTheOfficialShapeReadsTheOrigin();
    void theSetIsFoundByTheCatalog();
    void theJournalHasTheLastWholeState();
    void aLivingJournalIsLeftAlone();
    void aLongJournalBeginsAnew();

private:
    fs::path folder() const { return folder_.path().toStdString(); }
    QTemporaryDir folder_;
};

void TestEdits::linesHaveNoGaps() {
    Rng random(1);
    for (int i = 0; i < 500; ++i) {
        const CellPlace from{random.between(-5, 30), random.between(-5, 30)};
        const CellPlace to{random.between(-5, 30), random.between(-5, 30)};
        const std::vector<CellPlace> cells = lineBetween(from, to);
        QVERIFY(cells.front() == from && cells.back() == to);
        for (size_t k = 1; k < cells.size(); ++k) {
            const int down = std::abs(cells[k].row - cells[k - 1].row);
            const int across = std::abs(cells[k].column - cells[k - 1].column);
            QCOMPARE(std::max(down, across), 1);
        }
    }
}

void TestEdits::floodFillStaysWithinItsColour() {
    const Grid grid = Grid::fromText("1101 1011 0111");
    QCOMPARE(floodFilled(grid, {0, 0}, 5).toText(), std::string("5501\n5011\n0111"));
    QVERIFY(floodFilled(grid, {0, 0}, 1) == grid);
    QVERIFY(floodFilled(grid, {9, 9}, 5) == grid);
}

void TestEdits::aThirtyByThirtyFillNeedsNoStack() {
    QVERIFY(floodFilled(Grid(30, 30, 3), {15, 15}, 4) == Grid(30, 30, 4));
}

void TestEdits::partsAreCutOutAndPlaced() {
    const Grid grid = Grid::fromText("123 456 789");
    const Grid part = cropped(grid, {1, 1, 5, 5});
    QVERIFY(part == Grid::fromText("56 89"));
    QVERIFY(pasted(grid, part, {-1, -1}) == Grid::fromText("923 456 789"));
    QVERIFY(pasted(grid, part, {2, 2}) == Grid::fromText("123 456 785"));
    QVERIFY(boxFilled(grid, {0, 2, 3, 9}, 0) == Grid::fromText("120 450 780"));
}

void TestEdits::shiftsWrapOrLose() {
    const Grid grid = Grid::fromText("123 456");
    QVERIFY(shifted(grid, wholeOf(grid), 0, 1, Beyond::Wraps) == Grid::fromText("312 645"));
    QVERIFY(shifted(grid, wholeOf(grid), 1, 0, Beyond::Lost) == Grid::fromText("000 123"));
    QVERIFY(shifted(grid, {0, 0, 2, 2}, -1, 0, Beyond::Wraps) == Grid::fromText("453 126"));
}

void TestEdits::sizesStayWithinBounds() {
    const Grid grid = Grid::fromText("12 34");
    QVERIFY(resized(grid, 3, 1, 7) == Grid::fromText("1 3 7"));
    QCOMPARE(resized(grid, 0, 99).height(), 1);
    QCOMPARE(resized(grid, 0, 99).width(), kMaxSide);
}

void TestEdits::swappingTwiceIsIdentity() {
    Rng random(2);
    for (int i = 0; i < 100; ++i) {
        const Grid grid = test::randomGrid(random, 12);
        const Grid once = coloursSwapped(grid, wholeOf(grid), 1, 4);
        QVERIFY(coloursSwapped(once, wholeOf(grid), 1, 4) == grid);
    }
}

void TestEdits::editsAreUndone() {
    FewShotTask task = test::mirrorTask("m", 2);
    const FewShotTask before = task;
    const Grid red(2, 2, 2);
    const TaskEdit edits[] = {
        ReplaceValue{{true, 1, true}, task.queries[1].output, std::nullopt},
        ReplaceValue{{false, 0, false}, task.examples[0].input, Value(red)},
        InsertPair{false, 1, {red, Value(red)}},
        MovePair{false, 3, 0},
        RemovePair{true, 0, pairAt(task, true, 0)},
        ReplaceContent{{}, test::mirrorTask("other")},
    };
    std::vector<FewShotTask> states;
    for (TaskEdit edit : edits) {
        states.push_back(task);
        if (auto* content = std::get_if<ReplaceContent>(&edit)) content->before = task;
        ttt::apply(edit, task);
        QVERIFY(task != states.back());
        FewShotTask back = task;
        revert(edit, back);
        QVERIFY(back == states.back());
    }
    QVERIFY_EXCEPTION_THROWN(ttt::apply(MovePair{true, 9, 0}, task), Error);
    QVERIFY(before != task);
}

void TestEdits::changedPlacesNamePairsOfEitherTask() {
    const FewShotTask before = test::mirrorTask("m");
    FewShotTask after = before;
    QVERIFY(changedPlaces(before, after).empty());
    after.examples[1].output = Grid(1, 1);
    after.queries.push_back({Grid(1, 1), {}});
    const std::vector<ValuePlace> expected{{false, 1, true}, {true, 1, false}, {true, 1, true}};
    QVERIFY(changedPlaces(before, after) == expected);
}

void TestEdits::anEditedFileKnowsItsOriginal() {
    FewShotTask original = test::mirrorTask("abc");
    original.set = "arc1-eval";
    EditedTask edited = copyOf(original, "abc-1");
    edited.task.examples[0].input = Grid(3, 3, 4);
    edited.task.origin->edits = 7;
    saveEditedTask(folder() / "set", edited);
    const EditedTask loaded = loadEditedTask(editedFile(folder() / "set", "abc-1"));
    QVERIFY(loaded.task == edited.task);
    QCOMPARE(loaded.task.origin->hash, taskHash(original));
    QCOMPARE(loaded.task.origin->task, std::string("arc1-eval:abc"));
    QCOMPARE(toArcJson(loaded.original).dump(), toArcJson(original).dump());
    QCOMPARE(freeName(folder() / "set", "abc"), std::string("abc-2"));
    QVERIFY(!problemOfName("../abc").empty());
    QVERIFY(!problemOfName(".abc").empty());
    QVERIFY(problemOfName("abc_2.x").empty());
}

void TestEdits::wrongFilesAreErrors_data() {
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QString>("place");
    QTest::newRow("no hash") << QByteArray(R"({"task": "a", "edits": 1})") << "edited_from";
    QTest::newRow("edits below none")
        << QByteArray(R"({"task": "a", "hash": "b", "edits": -1})") << "edits";
    QTest::newRow("a list") << QByteArray("[]") << "edited_from";
    QTest::newRow("no original") << QByteArray(R"({"task": "a", "hash": "b", "edits": 1})")
                                 << "edited_from";
    QTest::newRow("another original")
        << QByteArray(R"({"task": "a", "hash": "b", "edits": 1, "original":
            {"train": [{"input": [[1]], "output": [[1]]}], "test": [{"input": [[1]]}]}})")
        << "hash";
}

void TestEdits::wrongFilesAreErrors() {
    QFETCH(QByteArray, from);
    QFETCH(QString, place);
    const QByteArray file = R"({"train": [{"input": [[1]], "output": [[2]]}],
                                "test": [{"input": [[1]]}], "edited_from": )" +
                            from + "}";
    const fs::path path = folder() / "wrong.json";
    writeFileAtomically(path, file.toStdString());
    try {
        loadEditedTask(path);
        QFAIL("the file was accepted");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QVERIFY2(QString(error.what()).contains(place), error.what());
        QVERIFY(QString(error.what()).contains("wrong.json"));
    }
}

void TestEdits::aFileOfTheOfficialShapeReadsTheOrigin() {
    const EditedTask edited = copyOf(test::mirrorTask("abc"), "abc-1");
    saveEditedTask(folder() / "plain", edited);
    const FewShotTask task = loadArcTask(editedFile(folder() / "plain", "abc-1"));
    QVERIFY(task.origin == edited.task.origin);
    QCOMPARE(taskHash(task), taskHash(test::mirrorTask("abc"))); // content alone
}

void TestEdits::theSetIsFoundByTheCatalog() {
    saveEditedTask(folder() / "catalog", copyOf(test::mirrorTask("abc"), "abc-1"));
    TaskCatalog catalog("/nowhere", "/nowhere");
    catalog.add(editedSet(folder() / "catalog"));
    QCOMPARE(catalog.find("edited:abc-1").id, std::string("abc-1"));
    QCOMPARE(catalog.set("edited").size(), size_t(1));
    QVERIFY_EXCEPTION_THROWN(catalog.find("edited:nothing"), Error);
    QVERIFY_EXCEPTION_THROWN(catalog.find("edited:../../etc/passwd"), Error);
}

void TestEdits::theJournalHasTheLastWholeState() {
    EditedTask edited = copyOf(test::mirrorTask("abc"), "abc-1");
    const fs::path file = journalFile(folder() / "journal", "abc-1");
    {
        EditJournal journal(file, edited);
        for (int i = 1; i <= 5; ++i) {
            edited.task.examples[0].input = Grid(i, i, 1);
            edited.task.origin->edits = i;
            journal.append(edited.task);
        }
    }
    std::optional<EditedTask> found = readJournal(file);
    QVERIFY(found && found->task == edited.task);
    appendLine(file, "");
    std::string text = readFile(file);
    text.resize(text.size() - 10); // a write that was cut short
    writeFileAtomically(file, text);
    found = readJournal(file);
    QCOMPARE(found->task.origin->edits, 4);
    QVERIFY(found->task.examples[0].input == Value(Grid(4, 4, 1)));
    QCOMPARE(toArcJson(found->original).dump(), toArcJson(test::mirrorTask("abc")).dump());
    writeFileAtomically(file, "{");
    QVERIFY_EXCEPTION_THROWN(readJournal(file), Error);
}

void TestEdits::aLivingJournalIsLeftAlone() {
    const EditedTask edited = copyOf(test::mirrorTask("abc"), "live-1");
    const fs::path file = journalFile(folder(), "live-1");
    {
        EditJournal journal(file, edited);
        QVERIFY(!readJournal(file));
        QVERIFY_EXCEPTION_THROWN(EditJournal(file, edited), Error);
    }
    QVERIFY(readJournal(file));
}

void TestEdits::aLongJournalBeginsAnew() {
    EditedTask edited = copyOf(test::mirrorTask("abc"), "long-1");
    edited.task.examples.assign(5, {Grid(30, 30, 1), Grid(30, 30, 2)});
    const fs::path file = journalFile(folder(), "long-1");
    {
        EditJournal journal(file, edited);
        for (int i = 1; i <= 500; ++i) {
            edited.task.origin->edits = i;
            journal.append(edited.task);
        }
    }
    QVERIFY(fs::file_size(file) < size_t{5} << 20);
    QCOMPARE(readJournal(file)->task.origin->edits, 500);
}

QTEST_GUILESS_MAIN(TestEdits)
#include "test_edits.moc"
