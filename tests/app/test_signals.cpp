#include <QProcess>
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "core/base/files.h"
#include "core/runs/run_folder.h"
#include "core/tasks/arc_json.h"
#include "tests/support/mirror_task.h"

#include <csignal>
#include <nlohmann/json.hpp>

using namespace ttt;
namespace fs = std::filesystem;

class TestSignals : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path run_;

    // A run of 100 s, well begun.
    void startLongRun(QProcess& process) const {
        const fs::path task = fs::path(temporary_->path().toStdString()) / "m0.json";
        writeFileAtomically(task, toArcJson(test::mirrorTask("m0")).dump());
        process.start(SCRIPTED_TTT, {"run", QString::fromStdString(task.string()), "--out",
                                     QString::fromStdString(run_.string()), "--json", "--set",
                                     "adapt.steps=5000"});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(fs::exists(run_ / "metrics.jsonl"), 20000);
    }

    // A suite of four tasks.
    QStringList suiteArguments(const char* jobs, const char* steps) const {
        const fs::path tasks = fs::path(temporary_->path().toStdString()) / "tasks";
        for (const char* name : {"m0", "m1", "m2", "m3"}) {
            writeFileAtomically(tasks / (name + std::string(".json")),
                                toArcJson(test::mirrorTask(name)).dump());
        }
        return {"suite",
                "--tasks",
                QString::fromStdString(tasks.string()),
                "--out",
                QString::fromStdString(run_.string()),
                "--jobs",
                jobs,
                "--json",
                "--set",
                QString("adapt.steps=") + steps};
    }
    int runsBegun() const {
        int count = 0;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(run_ / "runs", none)) {
            count += fs::exists(entry.path() / "metrics.jsonl") ? 1 : 0;
        }
        return count;
    }
    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        run_ = fs::path(temporary_->path().toStdString()) / "run";
    }

    void signalStopsTheRunAndLeavesItReadable_data() {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    void signalStopsTheRunAndLeavesItReadable() {
        QFETCH(int, number);
        QProcess process;
        startLongRun(process);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), number), 0);
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const auto result = nlohmann::json::parse(process.readAllStandardOutput().toStdString());
        QCOMPARE(result.at("status"), nlohmann::json("stopped"));
        QVERIFY(process.readAllStandardError().contains("interrupted"));
        QCOMPARE(readRunFolder(run_).result.status, RunStatus::Stopped);
    }

    void killedRunReadsAsStopped() {
        QProcess process;
        startLongRun(process);
        process.kill();
        QVERIFY(process.waitForFinished(10000));
        const StoredRun run = readRunFolder(run_);
        QVERIFY(!run.finished);
        QVERIFY(!run.steps.empty());
        QCOMPARE(run.result.status, RunStatus::Stopped);
    }

    void severalJobsShareASuiteAndAllStopOnASignal() {
        const auto runsIn = [](const QByteArray& summary) {
            return nlohmann::json::parse(summary.toStdString()).at("denominators").at("runs");
        };
        QProcess process;
        process.start(SCRIPTED_TTT, suiteArguments("2", "5000"));
        QTRY_COMPARE_WITH_TIMEOUT(runsBegun(), 2, 20000);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(runsBegun(), 2); // no job went on alone
        QVERIFY(runsIn(process.readAllStandardOutput()).at("stopped") == 2);

        fs::remove_all(run_);
        process.start(SCRIPTED_TTT, suiteArguments("3", "3"));
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(runsBegun(), 4);
        QVERIFY(runsIn(process.readAllStandardOutput()).at("done") == 4);
        const QByteArray messages = process.readAllStandardError();
        for (const char* name : {"m0", "m1", "m2", "m3"}) QVERIFY(messages.contains(name));
        QVERIFY(!messages.contains("worked on by"));
    }

    void withoutAJobNothingIsBegun() {
        const fs::path task = fs::path(temporary_->path().toStdString()) / "m0.json";
        writeFileAtomically(task, toArcJson(test::mirrorTask("m0")).dump());
        QProcess process;
        process.start(SCRIPTED_TTT,
                      {"suite", "--tasks", QString::fromStdString(task.string()), "--out",
                       QString::fromStdString(run_.string()), "--jobs", "0"});
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(!fs::exists(run_));
    }

    void aJobThatIsKilledIsTold() {
        QProcess process;
        process.start(SCRIPTED_TTT, suiteArguments("2", "60"));
        QTRY_COMPARE_WITH_TIMEOUT(runsBegun(), 2, 20000);
        const QByteArray children =
            contentOf(QString("/proc/%1/task/%1/children").arg(process.processId()));
        const QByteArrayList jobs = children.simplified().split(' ');
        QCOMPARE(jobs.size(), 2);
        QCOMPARE(::kill(jobs[0].toInt(), SIGKILL), 0);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 1);
        const QByteArray messages = process.readAllStandardError();
        QVERIFY(messages.contains("signal 9"));
        QVERIFY(messages.contains("of 4 runs 0 failed and 1 are not finished"));
        process.start(SCRIPTED_TTT, suiteArguments("2", "60") << "--resume");
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitCode(), 0);
    }

    void ordinaryEndIsNotAnInterruption() {
        QProcess process;
        process.start(SCRIPTED_TTT, {"devices", "--json"});
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitCode(), 0);
        process.start(SCRIPTED_TTT, {"fly"});
        QVERIFY(process.waitForFinished(10000));
        QCOMPARE(process.exitCode(), 2);
    }
};

QTEST_GUILESS_MAIN(TestSignals)
#include "test_signals.moc"
