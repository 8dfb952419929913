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
