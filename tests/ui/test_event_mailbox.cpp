#include "ui/runs/event_mailbox.h"

#include <QtTest>
#include <thread>

using namespace ttt;

class TestEventMailbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void manyEventsCostFewWakeUpsAndKeepTheirOrder();
    void nothingButStepsIsDroppedWhenTheWindowFallsBehind();
    void aMessageWakesTheWindowOnce();
};

namespace {

constexpr int kEvents = 200000;

// A run of kEvents messages: start, phases now and then, candidates, steps between, and the end.
RunMessage messageNumber(int i) {
    if (i == 0) return {1, RunEvent(RunStarted())};
    if (i == kEvents - 1) return {1, RunClosed{}};
    if (i % 1000 == 0) return {1, RunEvent(PhaseChanged{Phase::Training, double(i)})};
    if (i % 1000 == 500) {
        CandidateFound found;
        found.step = i;
        return {1, RunEvent(found)};
    }
    StepMetrics metrics;
    metrics.step = i;
    return {1, RunEvent(metrics)};
}

int64_t numberOf(const RunMessage& message) {
    const auto* event = std::get_if<RunEvent>(&message.content);
    if (event == nullptr) return kEvents - 1;
    if (const auto* phase = std::get_if<PhaseChanged>(event)) return int64_t(phase->elapsedMs);
    if (const auto* found = std::get_if<CandidateFound>(event)) return found->step;
    if (const auto* step = std::get_if<StepMetrics>(event)) return step->step;
    return 0;
}

struct Arrived {
    int all = 0;
    int important = 0;
    bool ordered = true;
    bool closed = false;
    int64_t last = -1;
    void take(const std::vector<RunMessage>& messages) {
        for (const RunMessage& message : messages) {
            ++all;
            const auto* event = std::get_if<RunEvent>(&message.content);
            important += event && std::holds_alternative<StepMetrics>(*event) ? 0 : 1;
            ordered = ordered && numberOf(message) > last;
            last = numberOf(message);
            closed = event == nullptr;
        }
    }
};

constexpr int kImportant = 2 + (kEvents / 1000 - 1) + kEvents / 1000;

} // namespace

void TestEventMailbox::manyEventsCostFewWakeUpsAndKeepTheirOrder() {
    Arrived arrived;
    EventMailbox mailbox([&](const std::vector<RunMessage>& messages) { arrived.take(messages); });
    QElapsedTimer timer;
    timer.start();
    std::jthread worker([&] {
        for (int i = 0; i < kEvents; ++i) mailbox.post(messageNumber(i));
    });
    QTRY_VERIFY_WITH_TIMEOUT(arrived.closed, 30000);
    QVERIFY(arrived.ordered);
    QCOMPARE(arrived.important, kImportant);
    const int64_t most = timer.elapsed() / EventMailbox::kPause.count() + 2;
    QVERIFY2(mailbox.wakeUps() <= most,
             qPrintable(QString("%1 of %2").arg(mailbox.wakeUps()).arg(most)));
}

void TestEventMailbox::nothingButStepsIsDroppedWhenTheWindowFallsBehind() {
    Arrived arrived;
    EventMailbox mailbox([&](const std::vector<RunMessage>& messages) { arrived.take(messages); });
    std::thread worker([&] {
        for (int i = 0; i < kEvents; ++i) mailbox.post(messageNumber(i));
    });
    worker.join(); // the window's thread has not looked once by now
    QTRY_VERIFY(arrived.closed);
    QCOMPARE(mailbox.wakeUps(), 1);
    QCOMPARE(arrived.important, kImportant);
    QVERIFY(arrived.ordered);
    QVERIFY2(arrived.all < 25000, qPrintable(QString::number(arrived.all)));
}

void TestEventMailbox::aMessageWakesTheWindowOnce() {
    int calls = 0;
    EventMailbox mailbox([&](const std::vector<RunMessage>&) { ++calls; });
    mailbox.post({1, RunEvent(LogMessage{"one"})});
    QTRY_COMPARE(calls, 1);
    mailbox.post({1, RunEvent(LogMessage{"two"})});
    mailbox.post({1, RunEvent(LogMessage{"three"})});
    QTRY_COMPARE(calls, 2);
}

QTEST_GUILESS_MAIN(TestEventMailbox)
#include "test_event_mailbox.moc"
