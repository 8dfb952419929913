#include "core/runs/run_folder.h"
#include "tests/ui/ui_support.h"
#include "ui/runs/run_queue.h"

#include <QtTest>

using namespace ttt;
using namespace std::chrono_literals;

// The queue and its worker over engines that are slow, that fail, and that never end a step; also
// run with ThreadSanitizer.
class TestRunQueue : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsGoOneAfterTheOtherAndLeaveFolders();
    void stoppingEndsTheFirstRunAndTheNextBegins();
    void aPausedRunHoldsAtAStepAndGoesOn();
    void aPausedRunIsStopped();
    void waitingRunsAreMovedAndTakenOut();
    void aStepThatDoesNotEndIsStopped();
    void aFailedRunLeavesTheQueueUsable_data();
    void aFailedRunLeavesTheQueueUsable();
    void questionsAreAnsweredOnThisThreadAndTheNewestWins();
    void closingInTheMiddleOfARunKeepsItsFolder();

private:
    test::UserFolders folders_;
};

namespace {

RunOrder orderOf(int64_t steps) {
    RunOrder order;
    order.tasks = {test::mirrorTask()};
    order.config.adapt.steps = steps;
    return order;
}

RunWorker::MakeEngine engineWith(ScriptedOptions options, std::optional<Fault> fault = {}) {
    return test::scriptedServices(options, fault).makeEngine;
}

bool hasSteps(const RunRecordPtr& run) { return !run->data().steps.empty(); }

} // namespace

void TestRunQueue::runsGoOneAfterTheOtherAndLeaveFolders() {
    RunQueue queue(engineWith({.stepDelay = 1ms}));
    std::vector<RunRecordPtr> closed;
    connect(&queue, &RunQueue::runClosed, this,
            [&](const RunRecordPtr& run) { closed.push_back(run); });
    std::vector<RunRecordPtr> started;
    for (int64_t steps : {3, 5, 7}) started.push_back(queue.start(orderOf(steps)));
    QVERIFY(queue.current() == started[0]);
    QCOMPARE(queue.waiting(), 2);
    QTRY_COMPARE(closed.size(), size_t{3});
    QVERIFY(closed == started);
    QVERIFY(queue.current() == nullptr);
    for (size_t i = 0; i < started.size(); ++i) {
        QVERIFY(started[i]->state() == RunState::Done);
        const StoredRun stored = readRunFolder(started[i]->data().folder);
        QCOMPARE(stored.steps.size(), 3 + 2 * i);
        QCOMPARE(started[i]->data().steps.size(), stored.steps.size());
    }
}

void TestRunQueue::stoppingEndsTheFirstRunAndTheNextBegins() {
    RunQueue queue(engineWith({.stepDelay = 5ms}));
    const RunRecordPtr first = queue.start(orderOf(100000));
    const RunRecordPtr second = queue.start(orderOf(2));
    QTRY_VERIFY(hasSteps(first));
    queue.stopCurrent();
    QTRY_VERIFY(first->over());
    QVERIFY(first->state() == RunState::Stopped);
    QTRY_VERIFY(second->state() == RunState::Done);
}

void TestRunQueue::aPausedRunHoldsAtAStepAndGoesOn() {
    RunQueue queue(engineWith({.stepDelay = 2ms}));
    const RunRecordPtr run = queue.start(orderOf(60));
    QTRY_VERIFY(hasSteps(run));
    queue.setPaused(true);
    QVERIFY(queue.paused());
    QCOMPARE(run->statusWord(), QString("Paused"));
    QTest::qWait(60); // the step under way ends
    const size_t steps = run->data().steps.size();
    QVERIFY(steps < 60);
    QTest::qWait(400);
    QCOMPARE(run->data().steps.size(), steps);
    QVERIFY(!run->over());
    queue.setPaused(false);
    QTRY_VERIFY(run->over());
    QCOMPARE(run->state(), RunState::Done);
    QCOMPARE(run->data().steps.size(), size_t{60});
    // The time held is in no number; 400 ms would be twice what 60 steps of 2 ms take.
    const StoredRun stored = readRunFolder(run->data().folder);
    const double gap = stored.steps[steps].elapsedMs - stored.steps[steps - 1].elapsedMs;
    QVERIFY2(gap >= 0 && gap < 200, qPrintable(QString::number(gap)));
    QVERIFY(run->data().result.seconds.train < run->data().result.seconds.total + 1e-9);
}

void TestRunQueue::aPausedRunIsStopped() {
    RunQueue queue(engineWith({.stepDelay = 2ms}));
    const RunRecordPtr run = queue.start(orderOf(100000));
    QTRY_VERIFY(hasSteps(run));
    queue.setPaused(true);
    QTest::qWait(50);
    queue.stopCurrent();
    QTRY_VERIFY(run->state() == RunState::Stopped);
}

void TestRunQueue::waitingRunsAreMovedAndTakenOut() {
    RunQueue queue(engineWith({.stepDelay = 2ms}));
    std::vector<RunRecordPtr> closed;
    connect(&queue, &RunQueue::runClosed, this,
            [&](const RunRecordPtr& run) { closed.push_back(run); });
    const RunRecordPtr first = queue.start(orderOf(100000));
    std::vector<RunRecordPtr> runs;
    for (int i = 0; i < 4; ++i) runs.push_back(queue.start(orderOf(2)));
    QVERIFY(!queue.move(first, 1)); // it goes on
    QVERIFY(!queue.move(runs[0], -1));
    QVERIFY(queue.move(runs[3], -2));
    QVERIFY(queue.remove(runs[1]));
    QVERIFY(runs[1]->state() == RunState::Stopped);
    QVERIFY(!queue.remove(runs[1]));
    QVERIFY(!queue.remove(first));
    QVERIFY((queue.runs() == std::vector{first, runs[0], runs[3], runs[2]}));
    queue.stopCurrent();
    QTRY_COMPARE(closed.size(), size_t{5});
    QVERIFY((closed == std::vector{runs[1], first, runs[0], runs[3], runs[2]}));
}

void TestRunQueue::aStepThatDoesNotEndIsStopped() {
    RunQueue queue(engineWith({}, Fault::EndlessStep));
    const RunRecordPtr run = queue.start(orderOf(10));
    QTRY_VERIFY(hasSteps(run));
    QTest::qWait(50);
    QVERIFY(!run->over());
    queue.stopCurrent();
    QTRY_VERIFY(run->state() == RunState::Stopped);
    QVERIFY(!readRunFolder(run->data().folder).steps.empty());
}

void TestRunQueue::aFailedRunLeavesTheQueueUsable_data() {
    QTest::addColumn<Fault>("fault");
    QTest::newRow("at the start") << Fault::AtStart;
    QTest::newRow("no device") << Fault::MissingDevice;
    QTest::newRow("out of memory") << Fault::OutOfMemory;
    QTest::newRow("not a number") << Fault::NotANumber;
    QTest::newRow("foreign error") << Fault::ForeignError;
}

void TestRunQueue::aFailedRunLeavesTheQueueUsable() {
    QFETCH(Fault, fault);
    RunQueue queue(engineWith({}, fault));
    for (int i = 0; i < 2; ++i) {
        const RunRecordPtr run = queue.start(orderOf(10));
        QTRY_VERIFY(run->over());
        QVERIFY(run->state() == RunState::Failed);
        QVERIFY(!run->data().result.error.empty());
    }
}

void TestRunQueue::questionsAreAnsweredOnThisThreadAndTheNewestWins() {
    RunQueue queue(engineWith({.stepDelay = 20ms}));
    const RunRecordPtr run = queue.start(orderOf(5));
    QTRY_VERIFY(hasSteps(run));
    std::vector<int> answers;
    for (int number = 1; number <= 3; ++number) {
        queue.ask<int>([number](Engine& engine) { return number + int(engine.devices().empty()); },
                       [&](const int& answer) {
                           QVERIFY(QThread::currentThread() == thread());
                           answers.push_back(answer);
                       },
                       [](const QString& problem) { QFAIL(qPrintable(problem)); });
    }
    QTRY_COMPARE(answers.size(), size_t{1});
    QCOMPARE(answers[0], 3);
}

void TestRunQueue::closingInTheMiddleOfARunKeepsItsFolder() {
    {
        RunQueue queue(engineWith({.stepDelay = 2ms}));
        queue.start(orderOf(2));
        const RunRecordPtr run = queue.start(orderOf(100000));
        QTRY_VERIFY(hasSteps(run));
    }
    int stopped = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(folders_.path() / "ttt-workbench" / "runs")) {
        const StoredRun stored = readRunFolder(entry.path());
        if (stored.config.adapt.steps != 100000 || stored.steps.empty()) continue;
        QVERIFY(stored.result.status == RunStatus::Stopped);
        ++stopped;
    }
    QVERIFY(stopped >= 1);
}

QTEST_GUILESS_MAIN(TestRunQueue)
#include "test_run_queue.moc"
