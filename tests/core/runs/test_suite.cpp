#include "core/base/files.h"
#include "core/runs/suites/claim.h"
#include "core/runs/suites/suite.h"
#include "tests/support/mirror_task.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <csignal>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

SuiteSpec specOf(int tasks, std::vector<int64_t> seeds = {0}) {
    SuiteSpec spec;
    for (int i = 0; i < tasks; ++i) {
        spec.tasks.push_back(test::mirrorTask("m" + std::to_string(i)));
        spec.levels.emplace_back(i % 2 == 0 ? "easy" : "");
    }
    spec.seeds = std::move(seeds);
    return spec;
}

void finishUnit(const Suite& suite, size_t index, RunStatus status = RunStatus::Done) {
    const SuiteUnit& unit = suite.units()[index];
    RunFolderWriter writer(suite.runFolder(unit), suite.configOf(unit), suite.tasksOf(unit), {});
    RunResult result;
    result.status = status;
    writer.finish(result);
}

// Runs `work` in a process of its own that ends by SIGKILL.
template <typename Work>
void inKilledProcess(const Work& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::raise(SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status));
}

} // namespace

class TestSuite : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = fs::path(temporary_->path().toStdString()) / "suite";
    }

    void openingFindsWhatWasMade() {
        const SuiteSpec spec = specOf(3, {0, 7});
        Suite::createOrJoin(folder_, spec);
        const Suite suite = Suite::open(folder_);
        QCOMPARE(suite.spec().tasks, spec.tasks);
        QCOMPARE(suite.spec().levels, spec.levels);
        QCOMPARE(suite.spec().seeds, spec.seeds);
        QVERIFY(suite.spec().config == spec.config);
        QCOMPARE(suite.units().size(), size_t{6});
        QCOMPARE(suite.units()[4].folder, std::string("runs/m1-s7"));
        QCOMPARE(suite.configOf(suite.units()[4]).run.seed, int64_t{7});
    }

    void sameSuiteIsJoinedAndAnotherRefused() {
        Suite::createOrJoin(folder_, specOf(2));
        Suite::createOrJoin(folder_, specOf(2));
        SuiteSpec other = specOf(2);
        other.config.adapt.steps = 5;
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, other), Error);
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, specOf(3)), Error);
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, specOf(2, {1})), Error);
    }

    void folderOfSomethingElseIsRefused() {
        writeFileAtomically(folder_ / "thesis.tex", "words");
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, specOf(1)), Error);
        QVERIFY(!fs::exists(folder_ / "suite.json"));
        QVERIFY_EXCEPTION_THROWN(Suite::open(folder_), Error);
    }

    void tasksWithTheSameIdGetFoldersOfTheirOwn() {
        SuiteSpec spec = specOf(1);
        spec.tasks.push_back(spec.tasks[0]);
        spec.tasks[1].set = "arc1-eval";
        const Suite suite = Suite::createOrJoin(folder_, spec);
        QCOMPARE(suite.units()[0].folder, std::string("runs/m0"));
        QCOMPARE(suite.units()[1].folder, std::string("runs/arc1-eval-m0"));
    }

    void sameTaskTwiceIsRefused() {
        SuiteSpec spec = specOf(1);
        spec.tasks.push_back(spec.tasks[0]);
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, spec), Error);
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, specOf(1, {2, 2})), Error);
        QVERIFY_EXCEPTION_THROWN(Suite::createOrJoin(folder_, SuiteSpec{}), Error);
        QVERIFY(!fs::exists(folder_));
    }

    void claimedUnitIsNotGivenAgain() {
        Suite one = Suite::createOrJoin(folder_, specOf(2));
        Suite two = Suite::open(folder_);
        QCOMPARE(one.claimNext(true), std::optional<size_t>(0));
        QCOMPARE(two.claimNext(true), std::optional<size_t>(1));
        QVERIFY(!one.claimNext(true));
        QCOMPARE(one.state(one.units()[0]), UnitState::Claimed);
        two.release(1);
        QCOMPARE(one.claimNext(true), std::optional<size_t>(1));
    }

    void finishedUnitsAreNeverGivenAndFailedOnesLaterAndOnlyWhenAsked() {
        Suite suite = Suite::createOrJoin(folder_, specOf(3));
        QTest::qWait(20); // times of files are as coarse as the kernel's clock
        finishUnit(suite, 0);
        finishUnit(suite, 1, RunStatus::Failed);
        QCOMPARE(suite.state(suite.units()[1]), UnitState::Failed);
        QCOMPARE(suite.claimNext(true), std::optional<size_t>(2));
        QVERIFY(!suite.claimNext(true)); // it has failed in this suite's own time
        QTest::qWait(20);
        Suite later = Suite::open(folder_);
        QVERIFY(!later.claimNext(false));
        Suite again = Suite::open(folder_);
        QCOMPARE(again.claimNext(true), std::optional<size_t>(1));
        QVERIFY(fs::exists(folder_ / "interrupted" / "m1-1" / "result.json"));
    }

    void interruptedUnitIsDoneAfreshAndItsHalfKept() {
        Suite suite = Suite::createOrJoin(folder_, specOf(1));
        for (int round = 1; round <= 2; ++round) {
            finishUnit(suite, 0, RunStatus::Stopped);
            QCOMPARE(suite.state(suite.units()[0]), UnitState::Interrupted);
            QCOMPARE(suite.claimNext(false), std::optional<size_t>(0));
            QVERIFY(!fs::exists(folder_ / "runs/m0"));
            QVERIFY(fs::exists(folder_ / "interrupted" / ("m0-" + std::to_string(round)) /
                               "result.json"));
            suite.release(0);
        }
    }

    void claimOfADeadProcessIsTakenOverOnlyWhenAsked() {
        Suite suite = Suite::createOrJoin(folder_, specOf(1));
        inKilledProcess([&] { suite.claimNext(false); });
        QCOMPARE(suite.state(suite.units()[0]), UnitState::Abandoned);
        QVERIFY(!suite.claimNext(false));
        QCOMPARE(suite.claimNext(true), std::optional<size_t>(0));
        QCOMPARE(suite.state(suite.units()[0]), UnitState::Claimed);
    }

    void processNumberThatWasGivenAgainIsNotTheOwner() {
        const fs::path claim = folder_ / "x.claim";
        QVERIFY(takeClaim(claim));
        QCOMPARE(claimState(claim), ClaimState::Alive);
        json owner = json::parse(readFile(claim));
        owner["start"] = "1@some-boot";
        writeFileAtomically(claim, owner.dump());
        QCOMPARE(claimState(claim), ClaimState::Dead);
        owner["host"] = "elsewhere";
        writeFileAtomically(claim, owner.dump());
        QCOMPARE(claimState(claim), ClaimState::Elsewhere);
        QVERIFY(!dropDeadClaim(claim, folder_ / "lock"));
        writeFileAtomically(claim, "garbage");
        QVERIFY(claimState(claim) == ClaimState::Elsewhere ||
                claimState(claim) == ClaimState::Dead);
    }

    void oneOfManyProcessesGetsTheClaim() {
        const fs::path claim = folder_ / "x.claim";
        fs::create_directories(folder_);
        std::vector<pid_t> children;
        for (int i = 0; i < 8; ++i) {
            const pid_t child = ::fork();
            if (child == 0) ::_exit(takeClaim(claim) ? 1 : 0);
            children.push_back(child);
        }
        int owners = 0;
        for (const pid_t child : children) {
            int status = 0;
            ::waitpid(child, &status, 0);
            owners += WEXITSTATUS(status);
        }
        QCOMPARE(owners, 1);
    }

    void sharedAdapterIsOneRunOverAllTasks() {
        SuiteSpec spec = specOf(3, {1, 2});
        spec.config.adapt.shared = true;
        Suite suite = Suite::createOrJoin(folder_, spec);
        QCOMPARE(suite.units().size(), size_t{2});
        QCOMPARE(suite.units()[0].folder, std::string("shared-s1"));
        QCOMPARE(suite.tasksOf(suite.units()[1]), spec.tasks);
        QCOMPARE(suite.claimNext(true), std::optional<size_t>(0));
    }
};

QTEST_GUILESS_MAIN(TestSuite)
#include "test_suite.moc"
