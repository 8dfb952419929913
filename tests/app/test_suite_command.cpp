#include "core/runs/run_folder.h"
#include "tests/app/cli_runner.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <csignal>
#include <map>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// `work` in a process of its own; its exit code is what `work` returns.
template <typename Work>
pid_t inChild(const Work& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    return child;
}

int exitCode(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace

class TestSuiteCommand : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;
    fs::path suite_;

    std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all{"suite", "--tasks",       (folder_ / "tasks").string(),
                                     "--out", suite_.string(), "--json",
                                     "--set", "adapt.steps=5"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    CliResult suite(const std::vector<std::string>& more = {}, const CliSetting& s = {}) const {
        return runTtt(arguments(more), s);
    }
    // Inode and time of every result, to see which are written anew.
    std::map<std::string, fs::file_time_type> results() const {
        std::map<std::string, fs::file_time_type> found;
        for (const auto& entry : fs::directory_iterator(suite_ / "runs")) {
            const fs::path result = entry.path() / "result.json";
            if (fs::exists(result)) {
                found[entry.path().filename().string()] = fs::last_write_time(result);
            }
        }
        return found;
    }
    template <typename Condition>
    static bool waitFor(const Condition& condition) {
        for (int i = 0; i < 1000 && !condition(); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return condition();
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = temporary_->path().toStdString();
        suite_ = folder_ / "suite";
        writeTasks(folder_ / "tasks", 6);
    }

    void summaryIsBeforeAndAfter() {
        const CliResult result = suite();
        QCOMPARE(result.code, 0);
        const json summary = result.json();
        QCOMPARE(summary.at("tasks").size(), size_t{6});
        const json& total = summary.at("total");
        QCOMPARE(total.at("with_ttt").at("pass_at_2").at("mean"), json(1.0));
        QCOMPARE(total.at("without_ttt").at("pass_at_2").at("mean"), json(0.0));
        QVERIFY(total.at("with_ttt").at("pass_at_2").at("sem").is_null());
        QCOMPARE(summary.at("paired").at("gained"), json(6));
        QCOMPARE(results().size(), size_t{6});
        QVERIFY(fs::exists(suite_ / "summary.json"));
        QCOMPARE(entriesIn(suite_ / "runs"), size_t{6}); // and no claim is left
        QCOMPARE(entriesIn(suite_ / "baselines"), size_t{6});
    }

    void seedsAndLimit() {
        const json summary = suite({"--seeds", "1,2,3", "--limit", "2"}).json();
        QCOMPARE(summary.at("seeds"), json({1, 2, 3}));
        QCOMPARE(summary.at("tasks").size(), size_t{2});
        QCOMPARE(results().size(), size_t{6});
        QVERIFY(fs::exists(suite_ / "runs" / "m1-s3" / "result.json"));
        QCOMPARE(summary.at("total").at("with_ttt").at("pass_at_2").at("sem"), json(0.0));
        QCOMPARE(readRunFolder(suite_ / "runs" / "m1-s3").config.run.seed, int64_t{3});
    }

    void finishedRunsAreNotRepeated() {
        QCOMPARE(suite().code, 0);
        const auto before = results();
        QCOMPARE(suite({"--resume"}).code, 0);
        QCOMPARE(runTtt({"suite", "--resume", "--out", suite_.string()}).code, 0);
        QVERIFY(results() == before);
        QVERIFY(!fs::exists(suite_ / "interrupted"));
    }

    void tasksTogetherHaveRunFoldersOfTheirOwn() {
        const CliResult result = suite({"--set", "run.together=4"});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json().at("total").at("with_ttt").at("pass_at_2").at("mean"), json(1.0));
        QCOMPARE(results().size(), size_t{6});
        QCOMPARE(entriesIn(suite_ / "runs"), size_t{6});
        QCOMPARE(readRunFolder(suite_ / "runs" / "m5").steps.size(), size_t{5});
        const auto before = results();
        fs::remove_all(suite_ / "runs" / "m2");
        QCOMPARE(runTtt({"suite", "--resume", "--out", suite_.string()}).code, 0);
        QCOMPARE(results().size(), size_t{6});
        for (const auto& [name, time] : before) {
            if (name != "m2") QVERIFY(results().at(name) == time);
        }
    }

    void failuresTogetherAreThoseOfTheirOwnRuns() {
        const CliResult result =
            suite({"--set", "run.together=4"}, {.fault = Fault::NotANumber, .faultAtStep = 2});
        QCOMPARE(result.code, 1);
        QCOMPARE(results().size(), size_t{6});
        const CliResult left = suite({"--set", "run.together=4"}, {.fault = Fault::AtStart});
        QCOMPARE(left.code, 1); // all have been made, and failed
        QVERIFY(left.err.find("of 6 runs 6 failed") != std::string::npos);
        QVERIFY(!fs::exists(suite_ / "interrupted"));
        const CliResult again = suite({"--set", "run.together=4", "--resume"});
        QCOMPARE(again.code, 0);
        QCOMPARE(again.json().at("total").at("with_ttt").at("pass_at_2").at("mean"), json(1.0));
    }

    void aSuiteFromBeforeAFieldIsStillTheSame() {
        QCOMPARE(suite().code, 0);
        json document = json::parse(readFile(suite_ / "suite.json", size_t{1} << 20));
        document["config"]["run"].erase("together");
        writeFileAtomically(suite_ / "suite.json", document.dump());
        QCOMPARE(suite().code, 0);
        QCOMPARE(suite({"--set", "run.together=2"}).code, 2);
    }

    void anotherSuiteInTheFolderIsRefused() {
        QCOMPARE(suite().code, 0);
        const auto before = results();
        const CliResult other = suite({"--set", "adapt.steps=6"});
        QCOMPARE(other.code, 2);
        QVERIFY2(other.hasOneMessage(), other.err.c_str());
        QVERIFY(results() == before);
    }

    void mistakesWriteNothing() {
        QCOMPARE(suite({"--model", "nothing"}).code, 2);
        QCOMPARE(suite({"--set", "decode.views=0"}).code, 2);
        QCOMPARE(suite({"--seeds", "1,x"}).code, 2);
        QCOMPARE(suite({"--seeds", "1,1"}).code, 2);
        QCOMPARE(suite({"--limit", "0"}).code, 2);
        QCOMPARE(runTtt({"suite", "--out", suite_.string()}).code, 2);
        QCOMPARE(runTtt({"suite", "--resume", "--out", suite_.string()}).code, 2);
        QVERIFY(!fs::exists(suite_));
    }

    void killedSuiteLosesTheRunInProgressOnly() {
        const CliSetting slow{.options = {.stepDelay = std::chrono::milliseconds(30)}};
        const pid_t child = inChild([&] { return suite({}, slow).code; });
        QVERIFY(waitFor([&] {
            std::error_code ignored;
            return fs::exists(suite_ / "runs" / "m2" / "metrics.jsonl", ignored);
        }));
        ::kill(child, SIGKILL);
        QCOMPARE(exitCode(child), -SIGKILL);
        const auto before = results();
        QCOMPARE(before.size(), size_t{2});
        QCOMPARE(readRunFolder(suite_ / "runs" / "m2").result.status, RunStatus::Stopped);

        // Without --resume the dead process's task is left alone, and said to be.
        const CliResult without = suite({}, {});
        QVERIFY(without.err.find("--resume") != std::string::npos);
        QVERIFY(!results().contains("m2"));

        QCOMPARE(suite({"--resume"}).code, 0);
        const auto after = results();
        QCOMPARE(after.size(), size_t{6});
        for (const auto& [name, time] : before) QVERIFY(after.at(name) == time);
        QVERIFY(fs::exists(suite_ / "interrupted" / "m2-1" / "metrics.jsonl"));
        QVERIFY(readRunFolder(suite_ / "runs" / "m2").finished);
    }

    void twoProcessesShareTheWork() {
        const CliSetting slow{.options = {.stepDelay = std::chrono::milliseconds(20)}};
        // Each child counts the runs it did by the lines of its progress.
        const auto worker = [&] {
            const CliResult result = suite({}, slow);
            if (result.code != 0) return 100;
            int done = 0;
            for (size_t at = 0; (at = result.err.find("wrong -> solved", at)) != std::string::npos;
                 ++at) {
                ++done;
            }
            return done;
        };
        const pid_t one = inChild(worker);
        const pid_t two = inChild(worker);
        const int doneByOne = exitCode(one);
        const int doneByTwo = exitCode(two);
        QCOMPARE(doneByOne + doneByTwo, 6);
        QVERIFY2(doneByOne > 0 && doneByTwo > 0, "one process did everything");
        QCOMPARE(results().size(), size_t{6});
        QVERIFY(!fs::exists(suite_ / "interrupted"));
    }

    void interruptedSuiteGoesOn() {
        std::stop_source stop;
        CliSetting slow{.options = {.stepDelay = std::chrono::milliseconds(30)}};
        slow.stop = stop.get_token();
        std::jthread stopper([&] {
            waitFor([&] {
                std::error_code ignored;
                return fs::exists(suite_ / "runs" / "m1" / "metrics.jsonl", ignored);
            });
            stop.request_stop();
        });
        QCOMPARE(suite({}, slow).code, 130);
        QCOMPARE(readRunFolder(suite_ / "runs" / "m1").result.status, RunStatus::Stopped);
        QCOMPARE(suite({"--resume"}).code, 0);
        QCOMPARE(results().size(), size_t{6});
        QCOMPARE(readRunFolder(suite_ / "runs" / "m1").result.status, RunStatus::Done);
    }

    void failedRunsAreStatedAndTheRestGoesOn() {
        CliSetting faulty;
        faulty.fault = Fault::OutOfMemory;
        const CliResult result = suite({}, faulty);
        QCOMPARE(result.code, 1);
        QCOMPARE(result.json().at("denominators").at("runs").at("failed"), json(6));
        QCOMPARE(result.json().at("total").at("tasks"), json(6));
        QCOMPARE(results().size(), size_t{6});
    }

    void sharedAdapterIsOneRun() {
        const json summary = suite({"--set", "adapt.shared=true"}).json();
        QCOMPARE(summary.at("total").at("with_ttt").at("pass_at_2").at("mean"), json(1.0));
        QVERIFY(fs::exists(suite_ / "shared" / "result.json"));
        QVERIFY(!fs::exists(suite_ / "runs" / "m0"));
        QCOMPARE(runTtt({"submission", suite_.string()}).json().size(), size_t{6});
    }
};

QTEST_GUILESS_MAIN(TestSuiteCommand)
#include "test_suite_command.moc"
