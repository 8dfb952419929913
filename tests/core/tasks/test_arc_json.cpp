#include "core/base/files.h"
#include "core/tasks/arc_json.h"
#include "core/tasks/data_sets.h"
#include "tests/support/random_tasks.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <nlohmann/json.hpp>
#include <unistd.h>

using namespace ttt;
namespace fs = std::filesystem;

namespace {

const char* const kGood = R"({"train": [{"input": [[0, 1], [2, 3]], "output": [[4]]}],
                              "test": [{"input": [[5, 6]]}, {"input": [[7]], "output": [[8]]}]})";

// A task whose first training input is `grid`.
QByteArray withGrid(const QByteArray& grid) {
    return R"({"train": [{"input": )" + grid +
           R"(, "output": [[1]]}], "test": [{"input": [[1]]}]})";
}

QByteArray rowsOf(int rows, int columns) {
    QByteArray row;
    for (int c = 0; c < columns; ++c) row += c == 0 ? "0" : ",0";
    QByteArray grid;
    for (int r = 0; r < rows; ++r) grid += QByteArray(r == 0 ? "[" : ",[") + row + "]";
    return "[" + grid + "]";
}

// The error that loading a task file throws.
Error errorOf(const fs::path& path) {
    try {
        loadArcTask(path);
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("the file was accepted", __FILE__, __LINE__);
    return Error(ErrorKind::Internal, "", "");
}

} // namespace

class TestArcJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aGoodFileLoads();
    void theLargestGridsLoad();
    void wrongContentIsAnErrorWithFileAndPlace_data();
    void wrongContentIsAnErrorWithFileAndPlace();
    void anEndlesslyNestedFileIsRefused();
    void anUnclosedDeepFileIsRefused();
    void foldersAndMissingFilesAreErrors();
    void anUnreadableFileIsAnError();
    void aFileOfFiftyMegabytesIsRefused();
    void aFolderWithOneBadFileLoadsTheRest();
    void tasksAndGridsSurviveTheRoundTrip();
    void theHashIsOfTheContentAlone();

private:
    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }
    QTemporaryDir folder_;
};

void TestArcJson::initTestCase() { QVERIFY(folder_.isValid()); }

void TestArcJson::aGoodFileLoads() {
    writeFileAtomically(path("abc123.json"), kGood);
    const FewShotTask task = loadArcTask(path("abc123.json"));
    QCOMPARE(task.id, std::string("abc123"));
    QCOMPARE(task.examples.size(), size_t{1});
    QVERIFY(gridOf(task.examples[0].input) == Grid::fromText("01 23"));
    QCOMPARE(task.queries.size(), size_t{2});
    QVERIFY(!task.queries[0].output.has_value());
    QVERIFY(gridOf(*task.queries[1].output) == Grid::fromText("8"));
}

void TestArcJson::theLargestGridsLoad() {
    const FewShotTask task = parseArcTask(withGrid(rowsOf(30, 30)).toStdString(), "here");
    QCOMPARE(gridOf(task.examples[0].input).area(), 900);
}

void TestArcJson::wrongContentIsAnErrorWithFileAndPlace_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QByteArray& content, const char* place,
                        const char* message) {
        QTest::newRow(name) << content << QString(place) << QString(message);
    };
    row("ragged rows", withGrid("[[0, 1], [2]]"), "/train/0/input/1",
        "found 1 columns, expected 2");
    row("colour 10", withGrid("[[0, 10]]"), "/train/0/input/0/1", "10, expected a colour");
    row("colour -1", withGrid("[[-1]]"), "/train/0/input/0/0", "-1, expected a colour");
    row("half a colour", withGrid("[[1.5]]"), "/train/0/input/0/0", "1.5, expected a colour");
    row("a word", withGrid("[[\"red\"]]"), "/train/0/input/0/0", "red");
    row("31 columns", withGrid(rowsOf(1, 31)), "/train/0/input/0", "31 columns, expected 1 to 30");
    row("31 rows", withGrid(rowsOf(31, 1)), "/train/0/input", "31 rows, expected 1 to 30");
    row("no rows", withGrid("[]"), "/train/0/input", "0 rows");
    row("no columns", withGrid("[[]]"), "/train/0/input/0", "0 columns");
    row("a number for a grid", withGrid("7"), "/train/0/input", "expected an array");
    row("a number for a row", withGrid("[7]"), "/train/0/input/0", "expected an array");
    row("empty", "", "", "empty");
    row("blank", " \n\t ", "", "empty");
    row("not JSON", "train = 1", "", "not JSON");
    row("cut off", QByteArray(kGood).left(60), "", "not JSON");
    row("not text", QByteArray("\xff\xfe\x00\x01{", 5), "", "not JSON");
    row("an array", "[]", "", "expected an object");
    row("no train", R"({"test": [{"input": [[1]]}]})", "", "\"train\" is missing");
    row("no test", R"({"train": [{"input": [[1]], "output": [[1]]}]})", "", "\"test\" is missing");
    row("empty train", R"({"train": [], "test": [{"input": [[1]]}]})", "/train", "at least one");
    row("empty test", R"({"train": [{"input": [[1]], "output": [[1]]}], "test": []})", "/test",
        "at least one");
    row("no output", R"({"train": [{"input": [[1]]}], "test": [{"input": [[1]]}]})", "/train/0",
        "\"output\" is missing");
    row("a wrong test output",
        R"({"train": [{"input": [[1]], "output": [[1]]}], "test": [{"input": [[1]], "output": 3}]})",
        "/test/0/output", "expected an array");
}

void TestArcJson::wrongContentIsAnErrorWithFileAndPlace() {
    QFETCH(QByteArray, content);
    QFETCH(QString, place);
    QFETCH(QString, message);
    writeFileAtomically(path("wrong.json"), content.toStdString());
    const Error error = errorOf(path("wrong.json"));
    QCOMPARE(error.kind(), ErrorKind::BadInput);
    const QString found = QString::fromStdString(error.place());
    QVERIFY2(found.contains("wrong.json"), error.what());
    QVERIFY2(found.endsWith(place), error.what());
    QVERIFY2(QString::fromStdString(error.message()).contains(message), error.what());
}

void TestArcJson::anEndlesslyNestedFileIsRefused() {
    // Strings may hold brackets; only real nesting counts.
    const std::string brackets(500, '[');
    QVERIFY_EXCEPTION_THROWN(parseArcTask("{\"x\": \"" + brackets + "\"}", "here"), Error);
    try {
        parseJson("{\"x\": \"" + brackets + "\\\"" + brackets + "\"}", "here");
    } catch (const Error&) {
        QFAIL("brackets in a string were counted");
    }
    writeFileAtomically(path("deep.json"), std::string(2000000, '[') + std::string(2000000, ']'));
    const Error error = errorOf(path("deep.json"));
    QCOMPARE(error.kind(), ErrorKind::BadInput);
    QVERIFY(error.message().find("nesting") != std::string::npos);
}

void TestArcJson::anUnclosedDeepFileIsRefused() {
    std::string text;
    for (int i = 0; i < 200000; ++i) text += "{\"a\":[";
    writeFileAtomically(path("deep.json"), text);
    QCOMPARE(errorOf(path("deep.json")).kind(), ErrorKind::BadInput);
}

void TestArcJson::foldersAndMissingFilesAreErrors() {
    fs::create_directory(path("folder.json"));
    const Error folder = errorOf(path("folder.json"));
    QCOMPARE(folder.kind(), ErrorKind::BadInput);
    QVERIFY(folder.place().find("folder.json") != std::string::npos);
    fs::remove(path("folder.json"));
    const Error missing = errorOf(path("missing.json"));
    QCOMPARE(missing.kind(), ErrorKind::NotFound);
    QVERIFY(missing.place().find("missing.json") != std::string::npos);
}

void TestArcJson::anUnreadableFileIsAnError() {
    if (::geteuid() == 0) QSKIP("permissions do not bind the superuser");
    writeFileAtomically(path("secret.json"), kGood);
    fs::permissions(path("secret.json"), fs::perms::none);
    const Error error = errorOf(path("secret.json"));
    fs::remove(path("secret.json"));
    QCOMPARE(error.kind(), ErrorKind::Io);
    QVERIFY(error.place().find("secret.json") != std::string::npos);
}

void TestArcJson::aFileOfFiftyMegabytesIsRefused() {
    writeFileAtomically(path("large.json"), std::string(size_t{50} << 20, ' '));
    const Error error = errorOf(path("large.json"));
    fs::remove(path("large.json"));
    QCOMPARE(error.kind(), ErrorKind::BadInput);
    QVERIFY(error.message().find("8 MiB") != std::string::npos);
}

void TestArcJson::aFolderWithOneBadFileLoadsTheRest() {
    const fs::path folder = path("tasks");
    for (const char* name : {"b.json", "a.json", "d.json"}) {
        writeFileAtomically(folder / name, kGood);
    }
    writeFileAtomically(folder / "c.json", withGrid("[[0, 10]]").toStdString());
    writeFileAtomically(folder / "notes.txt", "not a task");
    writeFileAtomically(folder / "e.csv", "question,answer\n1,2\n3,4\n");
    const LoadedTasks loaded = loadTaskFolder(folder);
    QCOMPARE(loaded.tasks.size(), size_t{4});
    QCOMPARE(loaded.tasks[3].id, std::string("e"));
    QCOMPARE(loaded.tasks[0].id, std::string("a"));
    QCOMPARE(loaded.tasks[2].id, std::string("d"));
    QCOMPARE(loaded.problems.size(), size_t{1});
    QVERIFY(loaded.problems[0].place().find("c.json:/train/0/input/0/1") != std::string::npos);
    QVERIFY_EXCEPTION_THROWN(loadTaskFolder(path("no such folder")), Error);
}

void TestArcJson::tasksAndGridsSurviveTheRoundTrip() {
    Rng random(1, "round trip");
    for (int i = 0; i < 200; ++i) {
        const SolverTask drawn = test::randomTask(random, 30, random.between(1, 6));
        FewShotTask task;
        task.examples = drawn.examples;
        task.queries.push_back({drawn.queries[0], {}});
        if (random.chance(0.5)) task.queries.back().output = Value(test::randomGrid(random, 30));
        QVERIFY(parseArcTask(toArcJson(task).dump(), "here") == task);
        QVERIFY(valueFromJson(toJson(drawn.queries[0]), "here") == drawn.queries[0]);
    }
    const Value text = std::string("yes");
    QVERIFY(valueFromJson(toJson(text), "here") == text);
}

void TestArcJson::theHashIsOfTheContentAlone() {
    FewShotTask task = parseArcTask(kGood, "here");
    const std::string hash = taskHash(task);
    task.id = "another";
    task.set = "arc1-eval";
    QCOMPARE(taskHash(task), hash);
    std::get<Grid>(task.examples[0].input).at(0, 0) = 9;
    QVERIFY(taskHash(task) != hash);
}

QTEST_GUILESS_MAIN(TestArcJson)
#include "test_arc_json.moc"
