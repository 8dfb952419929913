// Carries what a run tells from the worker's thread to the window's. Posting to an empty mailbox
// queues one call on the window's thread, which takes all that has come by then, at once or where
// the last delivery was a moment ago, kPause after it; so a fast engine costs few wake-ups. Where
// the window falls far behind, step metrics are thinned; everything else arrives, and in order.
#pragma once

#include "core/runs/run_events.h"
#include "core/runs/run_result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <variant>
#include <vector>

namespace ttt {

// The last message of a run, also of one that failed or never began.
struct RunClosed {
    RunResult result;
    std::filesystem::path folder; // empty if there is none
};

struct RunMessage {
    int64_t run = 0; // which run of this window
    std::variant<RunEvent, RunClosed> content;
};

class EventMailbox : public QObject {
    Q_OBJECT
public:
    using Receiver = std::function<void(std::vector<RunMessage>)>;
    // Between two deliveries: half of what a screen of 60 Hz shows a picture for.
    static constexpr std::chrono::milliseconds kPause{8};

    // The receiver is called on the thread that this object lives in.
    explicit EventMailbox(Receiver receiver, QObject* parent = nullptr);

    void post(RunMessage message); // from any thread
    int wakeUps() const { return wakeUps_; }

private:
    void deliverSoon();
    void deliver();

    Receiver receiver_;
    QTimer pause_;
    QElapsedTimer sinceDelivery_; // not valid before the first
    std::mutex mutex_;
    std::vector<RunMessage> waiting_;
    int wakeUps_ = 0;
};

} // namespace ttt
