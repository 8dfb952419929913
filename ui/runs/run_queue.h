// The runs that this window has started: makes a record and a session of each, hands the first to
// the worker and the next when it is over, routes what arrives in the mailbox to the records, and
// pauses, re-orders and stops them. Lives on the window's thread.
#pragma once

#include "ui/runs/run_record.h"
#include "ui/runs/run_session.h"
#include "ui/runs/run_worker.h"

#include <QObject>
#include <vector>

namespace ttt {

class RunQueue : public QObject {
    Q_OBJECT
public:
    explicit RunQueue(RunWorker::MakeEngine makeEngine, QObject* parent = nullptr);
    ~RunQueue() override; // stops the current run; its folder stays readable

    RunRecordPtr start(RunOrder order); // returns at once
    void stopCurrent();
    void stopAll();
    // Holds the run that goes on after its step, or lets it go on.
    void setPaused(bool paused);
    bool paused() const;
    // A waiting run by so many places, as far as there are any behind the one that goes on; whether
    // it moved.
    bool move(const RunRecordPtr& run, int by);
    // A waiting run, which is then over as stopped; whether it waited.
    bool remove(const RunRecordPtr& run);
    RunRecordPtr current() const;           // the run that goes on or is next; null if none
    int waiting() const;                    // runs behind it
    std::vector<RunRecordPtr> runs() const; // in the order in which they go

    // Asks the engine something between runs; the newest question replaces one on the same topic
    // that waits. The answer, or why there is none, is delivered on this object's thread.
    template <typename Answer>
    void ask(std::function<Answer(Engine&)> question, std::function<void(const Answer&)> answer,
             std::function<void(const QString&)> refused, const std::string& topic = {});
    // The same for questions that take long: the token says when this object goes.
    template <typename Answer>
    void askLong(std::function<Answer(Engine&, std::stop_token)> question,
                 std::function<void(const Answer&)> answer,
                 std::function<void(const QString&)> refused, const std::string& topic);

Q_SIGNALS:
    void changed(); // the queue, or the state of its first run
    void runClosed(const ttt::RunRecordPtr& run);

private:
    struct Entry {
        int64_t number = 0;
        RunRecordPtr record;
        std::shared_ptr<RunSession> session;
    };
    void submitFirst();
    std::vector<Entry>::iterator waitingEntry(const RunRecordPtr& run);
    void deliver(std::vector<RunMessage> messages);
    void handOver(int64_t number, const std::vector<RunMessage>& messages);
    void reply(std::function<void()> call);

    EventMailbox mailbox_;
    std::vector<Entry> runs_; // not over; the worker has the first
    int64_t lastNumber_ = 0;
    std::unique_ptr<RunWorker> worker_;
};

template <typename Answer>
void RunQueue::ask(std::function<Answer(Engine&)> question,
                   std::function<void(const Answer&)> answer,
                   std::function<void(const QString&)> refused, const std::string& topic) {
    askLong<Answer>([question](Engine& engine, const std::stop_token&) { return question(engine); },
                    answer, refused, topic);
}

template <typename Answer>
void RunQueue::askLong(std::function<Answer(Engine&, std::stop_token)> question,
                       std::function<void(const Answer&)> answer,
                       std::function<void(const QString&)> refused, const std::string& topic) {
    const auto refuse = [this, refused = std::move(refused)](const std::string& problem) {
        reply([refused, problem] { refused(QString::fromStdString(problem)); });
    };
    worker_->ask(topic, {[this, question, answer, refuse](Engine& engine, std::stop_token stop) {
                             try {
                                 reply([answer, found = question(engine, stop)] { answer(found); });
                             } catch (const std::exception& problem) {
                                 refuse(problem.what());
                             }
                         },
                         refuse});
}

} // namespace ttt
