// The window stays quick while the engine and other threads use every core: what its thread spends
// on any single event, and the longest time between two beats of a timer less what the thread
// waited for a core, stay under 50 ms.
#include "tests/ui/thread_clock.h"
#include "tests/ui/ui_support.h"
#include "ui/live/live_page.h"
#include "ui/live/loss_plot.h"
#include "ui/main_window.h"
#include "ui/setup/config_form.h"
#include "ui/setup/setup_page.h"

#include <QTimer>
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ttt;
using namespace std::chrono_literals;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kMostMs = 250; // instrumented code runs several times as long
#else
constexpr double kMostMs = 50;
#endif

// Measures what each event that comes from the loop costs the window's thread. Processor time, so
// that other programs on the machine do not count.
class MeasuredApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        const double before = test::threadMs();
        ++depth_;
        const bool handled = QApplication::notify(receiver, event);
        --depth_;
        const double spent = test::threadMs() - before;
        if (measuring && depth_ == 0 && spent > longestMs) {
            longestMs = spent;
            longest = QString("%1 to %2")
                          .arg(event->type())
                          .arg(receiver ? receiver->metaObject()->className() : "nothing");
        }
        return handled;
    }
    bool measuring = false;
    double longestMs = 0;
    QString longest;

private:
    int depth_ = 0;
};

// Keeps every core busy as LibTorch's threads would: at the worker's low priority.
class BusyCores {
public:
    BusyCores() {
        for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
            threads_.emplace_back([](const std::stop_token& stop) {
                ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
                volatile double x = 1;
                while (!stop.stop_requested()) x = x * 1.0000001;
            });
        }
    }

private:
    std::vector<std::jthread> threads_;
};

// Programs beside this one that want the cores make the longest gap say nothing of ours.
bool machineIsShared() {
    double load[1]{};
    ::getloadavg(load, 1);
    return load[0] > 1.2 * std::thread::hardware_concurrency();
}

} // namespace

class TestWatchdog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWindowStaysQuickWhileTraining();
};

void TestWatchdog::theWindowStaysQuickWhileTraining() {
    const bool shared = machineIsShared();
    test::UserFolders folders;
    ThemeSwitch theme;
    WindowServices services = test::scriptedServices({1ms, 1ms});
    MainWindow window(services, theme);
    window.setVisible(true);
    window.showTask(test::mirrorEntry());
    RunConfig config = window.setup().config();
    config.adapt.steps = 1500;
    config.run.snapshotEvery = 5;
    window.setup().form().setConfig(config);
    QTest::qWait(300); // the window has been drawn once

    auto& application = static_cast<MeasuredApplication&>(*qApp);
    const BusyCores busy;
    QSignalSpy closed(&window.queue(), &RunQueue::runClosed);
    QElapsedTimer sinceBeat;
    double waitedMs = test::waitedForCoreMs();
    std::vector<double> gapsMs;
    QTimer beat;
    beat.setTimerType(Qt::PreciseTimer);
    QObject::connect(&beat, &QTimer::timeout, [&] {
        const double waitedNowMs = test::waitedForCoreMs();
        const double gapMs = double(sinceBeat.nsecsElapsed()) / 1e6 - (waitedNowMs - waitedMs);
        gapsMs.push_back(gapMs);
        waitedMs = waitedNowMs;
        sinceBeat.restart();
        if (window.queue().current() && window.live().plot().isVisible()) {
            window.live().moveCursor(window.live().cursor() + 3); // as a user who scrubs
        }
    });
    sinceBeat.start();
    beat.start(5);
    application.measuring = true;
    window.actions().get("run.start")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 60000);
    application.measuring = false;
    beat.stop();
    // The host may take a virtual machine's cores away, which shows nowhere here: once or twice
    // that is not the window's doing. What an event does is judged without exception.
    std::ranges::sort(gapsMs, std::ranges::greater{});
    QVERIFY(gapsMs.size() > 3);
    const double longestGapMs = gapsMs[2];
    qInfo("longest event %.1f ms (%s), longest gaps %.1f, %.1f and %.1f ms", application.longestMs,
          qPrintable(application.longest), gapsMs[0], gapsMs[1], gapsMs[2]);
    QVERIFY2(application.longestMs < kMostMs, qPrintable(application.longest));
    if (longestGapMs >= kMostMs && shared) {
        QSKIP("other programs use this machine's cores: the gap is not judged");
    }
    QVERIFY2(longestGapMs < kMostMs, qPrintable(QString::number(longestGapMs)));
}

int main(int argc, char** argv) {
    MeasuredApplication application(argc, argv);
    TestWatchdog test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_watchdog.moc"
