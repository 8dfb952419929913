#include "core/base/files.h"
#include "core/runs/run_index.h"
#include "tests/support/mirror_task.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <nlohmann/json.hpp>

using namespace ttt;
namespace fs = std::filesystem;

namespace {

RunManifest madeAt(const std::string& time) {
    RunManifest manifest;
    manifest.createdAt = time;
    return manifest;
}

RunResult resultOf(const FewShotTask& task) {
    RunResult result;
    result.lastLossNats = 0.25;
    result.seconds.total = 2.5;
    TestAnswer answer;
    answer.attempts = {*task.queries[0].output};
    result.tasks = {{task.id, {answer}, {}}};
    return result;
}

} // namespace

class TestRunIndex : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    fs::path parent_;
    fs::path indexFile_;
    FewShotTask task_ = test::mirrorTask("m1");

    void addRun(const std::string& name, const std::string& time) const {
        RunFolderWriter(parent_ / name, RunConfig{}, {task_}, madeAt(time));
    }
    static std::vector<std::string> namesOf(const std::vector<RunSummary>& runs) {
        std::vector<std::string> names;
        for (const RunSummary& run : runs) names.push_back(run.folder.filename().string());
        return names;
    }

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        parent_ = fs::path(folder_->path().toStdString()) / "runs";
        indexFile_ = fs::path(folder_->path().toStdString()) / "index.sqlite";
        addRun("a", "2026-01-01T00:00:00Z");
        addRun("b", "2026-01-02T00:00:00Z");
    }

    void secondListReadsNoFolder() {
        RunIndex index(indexFile_);
        const auto first = index.list(parent_);
        QCOMPARE(index.foldersRead(), 2);
        const auto second = RunIndex(indexFile_).list(parent_);
        QCOMPARE(namesOf(first), (std::vector<std::string>{"b", "a"}));
        QCOMPARE(namesOf(second), namesOf(first));
        index.list(parent_);
        QCOMPARE(index.foldersRead(), 0);
    }

    void finishedRunIsReadAgain() {
        RunIndex index(indexFile_);
        RunFolderWriter writer(parent_ / "c", RunConfig{}, {task_}, madeAt("2026-01-03"));
        QVERIFY(!index.list(parent_).at(0).finished);
        writer.finish(resultOf(task_));
        const RunSummary run = index.list(parent_).at(0);
        QCOMPARE(index.foldersRead(), 1);
        QVERIFY(run.finished);
        const RunSummary stored = index.list(parent_).at(0);
        QCOMPARE(index.foldersRead(), 0);
        QCOMPARE(stored.status, RunStatus::Done);
        QCOMPARE(stored.totalSeconds, 2.5);
        QCOMPARE(stored.lastLossNats, std::optional(0.25));
        QCOMPARE(stored.solvedWithTtt, std::optional(true));
        QVERIFY(!stored.solvedWithoutTtt);
        QCOMPARE(stored.manifest.taskIds, std::vector<std::string>{"m1"});
    }

    void removedFolderVanishes() {
        RunIndex index(indexFile_);
        index.list(parent_);
        fs::remove_all(parent_ / "a");
        QCOMPARE(namesOf(index.list(parent_)), std::vector<std::string>{"b"});
    }

    void foldersAreTheTruthWhereTheIndexIsSpoilt() {
        writeFileAtomically(indexFile_, "this is not a database, but long enough to look at");
        QCOMPARE(RunIndex(indexFile_).list(parent_).size(), size_t{2});
        QCOMPARE(RunIndex("/proc/nowhere/index.sqlite").list(parent_).size(), size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestRunIndex)
#include "test_run_index.moc"
