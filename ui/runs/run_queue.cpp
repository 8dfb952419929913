#include "ui/runs/run_queue.h"

#include "core/runs/suites/asked_task.h"

#include <algorithm>

namespace ttt {

RunQueue::RunQueue(RunWorker::MakeEngine makeEngine, QObject* parent)
    : QObject(parent),
      mailbox_([this](std::vector<RunMessage> messages) { deliver(std::move(messages)); }),
      worker_(std::make_unique<RunWorker>(std::move(makeEngine))) {}

RunQueue::~RunQueue() {
    stopAll();
    worker_.reset();
}

RunRecordPtr RunQueue::start(RunOrder order) {
    for (FewShotTask& task : order.tasks) task = askedTask(task, order.config);
    const int64_t number = ++lastNumber_;
    auto record = std::make_shared<RunRecord>(order.tasks, order.config);
    auto session = std::make_shared<RunSession>(number, std::move(order), mailbox_);
    runs_.push_back({number, record, session});
    connect(record.get(), &RunRecord::stateChanged, this, &RunQueue::changed);
    if (runs_.size() == 1) submitFirst();
    Q_EMIT changed();
    return record;
}

void RunQueue::submitFirst() {
    if (runs_.empty()) return;
    const auto session = runs_.front().session;
    worker_->submit(
        {[session](Engine& engine, const std::stop_token& stop) { session->run(engine, stop); },
         [session](const std::string& problem) { session->refuse(problem); }});
}

void RunQueue::stopCurrent() {
    if (runs_.empty()) return;
    runs_.front().session->stop();
    runs_.front().record->requestStop();
}

void RunQueue::stopAll() {
    for (const Entry& entry : runs_) {
        entry.session->stop();
        entry.record->requestStop();
    }
}

void RunQueue::setPaused(bool paused) {
    if (runs_.empty()) return;
    const RunRecordPtr record = runs_.front().record;
    record->setPaused(paused);
    runs_.front().session->setPaused(record->state() == RunState::Paused);
}

bool RunQueue::paused() const {
    return !runs_.empty() && runs_.front().record->state() == RunState::Paused;
}

std::vector<RunQueue::Entry>::iterator RunQueue::waitingEntry(const RunRecordPtr& run) {
    const auto found = std::ranges::find(runs_, run, &Entry::record);
    return found == runs_.begin() ? runs_.end() : found;
}

bool RunQueue::move(const RunRecordPtr& run, int by) {
    const auto found = waitingEntry(run);
    if (found == runs_.end()) return false;
    const auto from = static_cast<int>(found - runs_.begin());
    const int to = std::clamp(from + by, 1, static_cast<int>(runs_.size()) - 1);
    if (to == from) return false;
    const Entry entry = *found;
    runs_.erase(found);
    runs_.insert(runs_.begin() + to, entry);
    Q_EMIT changed();
    return true;
}

bool RunQueue::remove(const RunRecordPtr& run) {
    const auto found = waitingEntry(run);
    if (found == runs_.end()) return false;
    const Entry entry = *found;
    runs_.erase(found);
    RunResult result;
    result.status = RunStatus::Stopped;
    entry.record->apply({{entry.number, RunClosed{result, {}}}});
    Q_EMIT changed();
    Q_EMIT runClosed(entry.record);
    return true;
}

std::vector<RunRecordPtr> RunQueue::runs() const {
    std::vector<RunRecordPtr> records;
    for (const Entry& entry : runs_) records.push_back(entry.record);
    return records;
}

RunRecordPtr RunQueue::current() const { return runs_.empty() ? nullptr : runs_.front().record; }

int RunQueue::waiting() const { return std::max(0, static_cast<int>(runs_.size()) - 1); }

void RunQueue::deliver(std::vector<RunMessage> messages) {
    size_t first = 0;
    while (first < messages.size()) {
        const int64_t number = messages[first].run;
        std::vector<RunMessage> batch;
        while (first < messages.size() && messages[first].run == number) {
            batch.push_back(std::move(messages[first++]));
        }
        handOver(number, batch);
    }
}

void RunQueue::handOver(int64_t number, const std::vector<RunMessage>& messages) {
    const auto found = std::ranges::find(runs_, number, &Entry::number);
    if (found == runs_.end()) return;
    const RunRecordPtr record = found->record;
    if (std::holds_alternative<RunClosed>(messages.back().content)) {
        runs_.erase(found);
        submitFirst();
    }
    record->apply(messages);
    if (record->over()) {
        Q_EMIT changed();
        Q_EMIT runClosed(record);
    }
}

// The worker is joined before this object goes, so a queued reply always finds it or is dropped
// with it.
void RunQueue::reply(std::function<void()> call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

} // namespace ttt
