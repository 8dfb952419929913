#include "ui/runs/run_queue.h"

#include "core/runs/suites/asked_task.h"
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
    runs_[number] = {record, session};
    connect(record.get(), &RunRecord::stateChanged, this, &RunQueue::changed);
    worker_->submit(
        {[session](Engine& engine, std::stop_token stop) { session->run(engine, std::move(stop)); },
         [session](const std::string& problem) { session->refuse(problem); }});
    Q_EMIT changed();
    return record;
}

void RunQueue::stopCurrent() {
    if (runs_.empty()) return;
    runs_.begin()->second.session->stop();
    runs_.begin()->second.record->requestStop();
}

void RunQueue::stopAll() {
    for (auto& [number, entry] : runs_) {
        entry.session->stop();
        entry.record->requestStop();
    }
}

RunRecordPtr RunQueue::current() const {
    return runs_.empty() ? nullptr : runs_.begin()->second.record;
}

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
    const auto found = runs_.find(number);
    if (found == runs_.end()) return;
    const RunRecordPtr record = found->second.record;
    if (std::holds_alternative<RunClosed>(messages.back().content)) runs_.erase(found);
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
