#include "ui/runs/event_mailbox.h"

namespace ttt {

namespace {

// More than a window draws between two repaints; beyond it a step takes the place of the one
// before.
constexpr size_t kManyWaiting = 20000;

bool isStep(const RunMessage& message) {
    const auto* event = std::get_if<RunEvent>(&message.content);
    return event != nullptr && std::holds_alternative<StepMetrics>(*event);
}

} // namespace

EventMailbox::EventMailbox(Receiver receiver, QObject* parent)
    : QObject(parent), receiver_(std::move(receiver)) {
    pause_.setSingleShot(true);
    pause_.setTimerType(Qt::PreciseTimer);
    connect(&pause_, &QTimer::timeout, this, &EventMailbox::deliver);
}

void EventMailbox::post(RunMessage message) {
    const std::scoped_lock lock(mutex_);
    const bool wasEmpty = waiting_.empty();
    if (waiting_.size() >= kManyWaiting && isStep(message) && isStep(waiting_.back()) &&
        waiting_.back().run == message.run) {
        waiting_.back() = std::move(message);
    } else {
        waiting_.push_back(std::move(message));
    }
    if (wasEmpty) {
        QMetaObject::invokeMethod(this, &EventMailbox::deliverSoon, Qt::QueuedConnection);
    }
}

void EventMailbox::deliverSoon() {
    const std::chrono::milliseconds past(sinceDelivery_.isValid() ? sinceDelivery_.elapsed()
                                                                  : kPause.count());
    if (past >= kPause) {
        deliver();
    } else {
        pause_.start(kPause - past);
    }
}

void EventMailbox::deliver() {
    std::vector<RunMessage> arrived;
    {
        const std::scoped_lock lock(mutex_);
        arrived.swap(waiting_);
    }
    ++wakeUps_;
    sinceDelivery_.start();
    receiver_(std::move(arrived));
}

} // namespace ttt
