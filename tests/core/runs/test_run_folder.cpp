#include "core/base/files.h"
#include "core/runs/run_folder.h"
#include "core/tasks/arc_json.h"
#include "tests/support/mirror_task.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

Candidate someCandidate() {
    Candidate candidate;
    candidate.view = "Transpose";
    candidate.viewIndex = 3;
    candidate.answer = Grid::fromText("12 34");
    candidate.logProbability = -1.25;
    candidate.cellProbabilities = {0.5F, 0.25F, 1.0F, 0.125F};
    return candidate;
}

StepMetrics stepAt(int64_t step, double loss) {
    StepMetrics metrics;
    metrics.step = step;
    metrics.lossNats = loss;
    metrics.learningRate = 1e-3;
    metrics.tokens = 10;
    metrics.elapsedMs = static_cast<double>(step) * 2;
    return metrics;
}

RunResult someResult(const FewShotTask& task, const Value& attempt) {
    RunResult result;
    result.model = "arc-nano";
    result.steps = 2;
    result.firstLossNats = 1.5;
    result.lastLossNats = 0.5;
    result.seconds.total = 3;
    result.peakMemoryBytes = 1'500'000'000;
    TestAnswer answer;
    answer.attempts = {attempt};
    answer.agreement = 1;
    result.tasks = {{qualifiedId(task.set, task.id), {answer}, {answer}}};
    return result;
}

Error errorOfReading(const fs::path& folder) {
    try {
        readRunFolder(folder);
    } catch (const Error& error) {
        return error;
    }
    QTest::qFail("the folder was accepted", __FILE__, __LINE__);
    return Error(ErrorKind::Internal, {}, {});
}

} // namespace

class TestRunFolder : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    FewShotTask task_ = test::mirrorTask("m1");

    fs::path freshFolder() const {
        static int number = 0;
        return fs::path(folder_.path().toStdString()) / ("run" + std::to_string(++number));
    }
    RunFolderWriter writerIn(const fs::path& folder) const {
        return RunFolderWriter(folder, RunConfig{}, {task_}, {});
    }

private Q_SLOTS:
    void tasksOfTextsKeepHowTheyAreAsked() {
        FewShotTask task{"t", "bbh", {{"a", "(A)"}, {"b", "(B)"}}, {{"c", "(A)"}}};
        task.form = {"Choose.",
                     "Answer with a letter.",
                     AnswerKind::Letter,
                     3,
                     2,
                     {{"d", "Think. So the answer is (B)."}, {"e", "So the answer is (A)."}}};
        task.items = {2, 0, 1};
        task.itemCount = 3;
        const fs::path folder = freshFolder();
        const RunFolderWriter writer(folder, RunConfig{}, {task}, {});
        QCOMPARE(readRunFolder(folder).tasks, std::vector{task});
    }

    void whatIsRecordedReadsBackTheSame() {
        RunConfig config;
        config.adapt.steps = 7;
        const fs::path folder = freshFolder();
        RunFolderWriter writer(folder, config, {task_}, {});
        RunStarted started;
        started.device = "cpu";
        started.modelHash = "abc";
        started.threads = 2;
        writer.record(started);
        writer.record(stepAt(1, 1.5));
        StepMetrics held = stepAt(2, 0.1 + 0.2);
        held.heldOutLossNats = 0.7;
        writer.record(held);
        writer.record(PredictionSnapshot{1, "m1", 0, someCandidate()});
        writer.record(CandidateFound{2, "m1", 0, true, someCandidate()});
        const std::vector<RescoredAnswer> rescored{{Grid::fromText("12 34"), -0.25}};
        writer.record(
            AttemptsChosen{"m1", 0, true, {Grid::fromText("12 34"), Grid(1, 1)}, rescored});
        writer.record(InterimAnswer{1, "m1", 0, {Grid::fromText("12 34")}, 0.75});
        writer.finish(someResult(task_, Grid::fromText("12 34")));

        const StoredRun run = readRunFolder(folder);
        QVERIFY(run.finished);
        QVERIFY(run.attempts.at(0).rescored == rescored);
        QVERIFY(run.config == config);
        QCOMPARE(run.tasks, std::vector{task_});
        QCOMPARE(run.manifest.modelHash, std::string("abc"));
        QCOMPARE(run.manifest.threads, int64_t{2});
        QCOMPARE(run.manifest.taskHashes, std::vector{taskHash(task_)});
        QVERIFY(!run.manifest.programVersion.empty());
        QVERIFY(!run.manifest.gitHash.empty());
        QCOMPARE(run.steps.size(), size_t{2});
        QVERIFY(std::isnan(run.steps[0].heldOutLossNats));
        QVERIFY(run.steps[1].lossNats == 0.1 + 0.2); // to the last bit
        QVERIFY(run.steps[1].heldOutLossNats == 0.7);
        QVERIFY(run.snapshots.at(0).candidate == someCandidate());
        QVERIFY(run.candidates.at(0).candidate == someCandidate());
        QCOMPARE(run.attempts.at(0).attempts.size(), size_t{2});
        QCOMPARE(run.interim.at(0).step, int64_t{1});
        QCOMPARE(run.interim.at(0).attempts, (std::vector<Value>{Grid::fromText("12 34")}));
        QCOMPARE(run.interim.at(0).agreement, 0.75);
        QCOMPARE(run.result.steps, int64_t{2});
        QCOMPARE(run.result.peakMemoryBytes, int64_t{1'500'000'000});
        QCOMPARE(run.result.tasks.at(0).withTtt.at(0).candidates.size(), size_t{1});
    }

    void resultHasThePromisedShape() {
        RunFolderWriter writer = writerIn(freshFolder());
        const json result = writer.finish(someResult(task_, *task_.queries[0].output));
        QCOMPARE(result, readJson(writer.folder() / "result.json"));
        QCOMPARE(result.at("status"), json("done"));
        QCOMPARE(result.at("task"), json("m1"));
        QCOMPARE(result.at("model"), json("arc-nano"));
        for (const char* part : {"load", "augment", "train", "decode", "total"}) {
            QVERIFY(result.at("seconds").at(part).is_number());
        }
        QCOMPARE(result.at("steps"), json(2));
        QCOMPARE(result.at("loss"), json({{"first", 1.5}, {"last", 0.5}}));
        for (const char* side : {"without_ttt", "with_ttt"}) {
            const json& test = result.at(side).at("tests").at(0);
            QCOMPARE(test.at("attempts").at(0), toJson(*task_.queries[0].output));
            QCOMPARE(test.at("correct"), json(true));
            QCOMPARE(result.at(side).at("solved_at_2"), json(true));
        }
    }

    void resultOfASecretTaskHasNoVerdict() {
        FewShotTask secret = task_;
        secret.queries[0].output.reset();
        RunFolderWriter writer(freshFolder(), RunConfig{}, {secret}, {});
        const json result = writer.finish(someResult(secret, Grid(1, 1)));
        QVERIFY(!result.at("with_ttt").at("tests").at(0).contains("correct"));
        QVERIFY(!readRunSummary(writer.folder()).solvedWithTtt);
    }

    void textAttemptsAreRawAndAnswer() {
        const FewShotTask text{"navigate", "bbh", {{"a", "Yes"}}, {{"b", Value("No")}}};
        RunFolderWriter writer(freshFolder(), RunConfig{}, {text}, {});
        const json result = writer.finish(someResult(text, Value("No")));
        QCOMPARE(result.at("task"), json("bbh:navigate"));
        const json expected{{"raw", "No"}, {"answer", "No"}};
        QCOMPARE(result.at("with_ttt").at("tests").at(0).at("attempts").at(0), expected);
        QCOMPARE(result.at("with_ttt").at("tests").at(0).at("correct"), json(true));
        const StoredRun run = readRunFolder(writer.folder());
        QCOMPARE(run.tasks, std::vector{text});
        QCOMPARE(run.result.tasks[0].withTtt[0].attempts, std::vector<Value>{Value("No")});
        const RunSummary summary = readRunSummary(writer.folder());
        QCOMPARE(summary.accuracy, std::optional(1.0)); // of the questions; nothing is solved
        QVERIFY(!summary.solvedWithTtt);
    }

    void runOverSeveralTasksKeepsThemApart() {
        const FewShotTask other = test::mirrorTask("m2");
        RunFolderWriter writer(freshFolder(), RunConfig{}, {task_, other}, {});
        RunResult result = someResult(task_, *task_.queries[0].output);
        result.tasks.push_back(someResult(other, Grid(1, 1)).tasks[0]);
        writer.finish(result);
        const StoredRun run = readRunFolder(writer.folder());
        QCOMPARE(run.tasks, (std::vector{task_, other}));
        QCOMPARE(run.result.tasks.size(), size_t{2});
        const json document = readJson(writer.folder() / "result.json");
        QCOMPARE(document.at("tasks").at(0).at("with_ttt").at("solved_at_2"), json(true));
        QCOMPARE(document.at("tasks").at(1).at("with_ttt").at("solved_at_2"), json(false));
        QCOMPARE(readRunSummary(writer.folder()).solvedWithTtt, std::optional(false));
    }

    void folderOfAKilledRunReadsAsStopped() {
        RunFolderWriter writer = writerIn(freshFolder());
        writer.record(stepAt(1, 2.0));
        writer.record(stepAt(2, 1.0));
        writer.record(AttemptsChosen{"m1", 0, false, {Grid(2, 2)}});
        const StoredRun run = readRunFolder(writer.folder());
        QVERIFY(!run.finished);
        QCOMPARE(run.result.status, RunStatus::Stopped);
        QCOMPARE(run.result.steps, int64_t{2});
        QCOMPARE(run.result.lastLossNats, std::optional(1.0));
        QCOMPARE(run.result.tasks.at(0).withoutTtt.at(0).attempts.size(), size_t{1});
        QVERIFY(run.result.tasks.at(0).withTtt.empty());
        QCOMPARE(readRunSummary(writer.folder()).status, RunStatus::Stopped);
    }

    void halfWrittenLastLineIsDropped() {
        RunFolderWriter writer = writerIn(freshFolder());
        writer.record(stepAt(1, 2.0));
        writer.record(CandidateFound{0, "m1", 0, false, someCandidate()});
        for (const char* file : {"metrics.jsonl", "predictions.jsonl"}) {
            std::ofstream(writer.folder() / file, std::ios::app) << "{\"step\": 2, \"lo";
        }
        const StoredRun run = readRunFolder(writer.folder());
        QCOMPARE(run.steps.size(), size_t{1});
        QCOMPARE(run.candidates.size(), size_t{1});
    }

    void brokenLineBeforeTheLastIsAnErrorWithItsPlace() {
        RunFolderWriter writer = writerIn(freshFolder());
        writer.record(stepAt(1, 2.0));
        std::ofstream(writer.folder() / "metrics.jsonl", std::ios::app) << "{\"step\": 2, \"lo\n";
        writer.record(stepAt(3, 1.0));
        const Error error = errorOfReading(writer.folder());
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QVERIFY(error.place().ends_with("metrics.jsonl:2"));
    }

    void brokenFilesAreErrorsThatNameThem_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("not JSON") << "manifest.json" << QByteArray("{");
        QTest::newRow("newer format")
            << "manifest.json" << QByteArray(R"({"format_version": 99, "tasks": []})");
        QTest::newRow("unknown field") << "config.json" << QByteArray(R"({"adapt": {"x": 1}})");
        QTest::newRow("no pairs") << "task.json" << QByteArray("{}");
        QTest::newRow("wrong status") << "result.json" << QByteArray(R"({"status": "fine"})");
        QTest::newRow("wrong type") << "result.json" << QByteArray(R"({"status": 3})");
        const QByteArray where = "\"task\": \"m1\", \"with_ttt\": true, ";
        QTest::newRow("wrong kind") << "predictions.jsonl"
                                    << "{\"kind\": \"x\", \"step\": 0, \"view\": \"i\", " + where +
                                           "\"view_index\": 0, \"test\": 0, \"text\": \"\"}\n";
        QTest::newRow("negative test")
            << "predictions.jsonl"
            << "{\"kind\": \"attempts\", " + where + "\"test\": -1, \"attempts\": []}\n";
    }
    void brokenFilesAreErrorsThatNameThem() {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        RunFolderWriter writer = writerIn(freshFolder());
        writeFileAtomically(writer.folder() / file.toStdString(), content.toStdString());
        const Error error = errorOfReading(writer.folder());
        QVERIFY(error.kind() == ErrorKind::BadInput || error.kind() == ErrorKind::NotFound);
        if (file != "config.json")
            QVERIFY(error.place().find(file.toStdString()) != std::string::npos);
    }

    void nothingIsOverwritten() {
        const fs::path folder = freshFolder();
        writerIn(folder).record(stepAt(1, 2.0));
        const std::string before = readFile(folder / "metrics.jsonl");
        QVERIFY_EXCEPTION_THROWN(writerIn(folder), Error);
        QCOMPARE(readFile(folder / "metrics.jsonl"), before);
    }

    void fullDiskIsAnErrorThatNamesTheFile() {
        if (!fs::exists("/dev/full")) QSKIP("no /dev/full here");
        RunFolderWriter writer = writerIn(freshFolder());
        fs::create_symlink("/dev/full", writer.folder() / "metrics.jsonl");
        try {
            writer.record(stepAt(1, 2.0));
            QFAIL("a full disk went unnoticed");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Io);
            QVERIFY(error.place().ends_with("metrics.jsonl"));
        }
    }

    void lossThatIsNotANumberReadsBackAsNaN() {
        RunFolderWriter writer = writerIn(freshFolder());
        writer.record(stepAt(1, std::numeric_limits<double>::quiet_NaN()));
        QVERIFY(std::isnan(readRunFolder(writer.folder()).steps.at(0).lossNats));
    }

    void newRunFoldersAreNeverTheSame() {
        qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
        const fs::path first = newRunFolder("arc1-eval:../x");
        const fs::path second = newRunFolder("arc1-eval:../x");
        QVERIFY(first != second);
        QCOMPARE(first.parent_path(), userDataFolder() / "runs");
        QVERIFY(fs::is_empty(second));
    }

    void listHasBrokenFoldersAsEntries() {
        const fs::path parent = freshFolder();
        RunFolderWriter good(parent / "good", RunConfig{}, {task_}, {});
        RunFolderWriter bad(parent / "bad", RunConfig{}, {task_}, {});
        writeFileAtomically(parent / "bad" / "manifest.json", "{}");
        fs::create_directories(parent / "not-a-run");
        const std::vector<RunSummary> runs = listRuns(parent);
        QCOMPARE(runs.size(), size_t{2});
        QCOMPARE(runs[0].folder, parent / "good");
        QVERIFY(runs[0].problem.empty());
        QVERIFY(!runs[1].problem.empty());
    }
};

QTEST_GUILESS_MAIN(TestRunFolder)
#include "test_run_folder.moc"
