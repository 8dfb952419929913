// All that the window knows of one run, going on or stored: the same data as a run folder, with
// where it stands. Pages show a record and follow its signals; each signal comes at most once for
// a batch of events.
#pragma once

#include "core/runs/run_folder.h"
#include "ui/runs/event_mailbox.h"

#include <QObject>
#include <memory>

namespace ttt {

enum class RunState { Queued, Running, Paused, Stopping, Done, Stopped, Failed };

class RunRecord : public QObject {
    Q_OBJECT
public:
    RunRecord(std::vector<FewShotTask> tasks, RunConfig config); // queued
    explicit RunRecord(StoredRun stored);                        // over

    const StoredRun& data() const { return data_; }
    RunState state() const { return state_; }
    bool over() const { return state_ >= RunState::Done; }
    Phase phase() const { return phase_; }
    bool reached(Phase phase) const;
    int64_t plannedSteps() const { return plannedSteps_; }
    const QStringList& log() const { return log_; }
    QString problem() const { return QString::fromStdString(data_.result.error); }

    QString statusWord() const;    // "Training", "Stopped"...
    double stepsPerSecond() const; // over the last steps; 0 where not known
    double secondsLeft() const;    // of training; 0 where not known

    // The attempts of a test; empty where there are none (yet).
    std::vector<Value> attempts(const std::string& taskId, int test, bool withTtt) const;
    // Why a run that is over has no attempt for a test; empty where it says nothing of that.
    QString missing(const std::string& taskId, int test, bool withTtt) const;
    // The vote's leaders as the model scored them anew; empty under rules that do not.
    std::vector<RescoredAnswer> rescored(const std::string& taskId, int test, bool withTtt) const;
    std::vector<Candidate> candidates(const std::string& taskId, int test, bool withTtt) const;
    // The last snapshot at or before the step; none before the first.
    const PredictionSnapshot* snapshotAt(const std::string& taskId, int test, int64_t step) const;
    // The last interim answer at or before the step; none before the first.
    const InterimAnswer* interimAt(const std::string& taskId, int test, int64_t step) const;
    // "lora r=64, 60 steps": what tells runs of one task apart.
    QString label() const;

    void apply(const std::vector<RunMessage>& messages);
    void setPaused(bool paused); // of a run that goes on
    void requestStop();          // shown at once; the engine stops within a step

Q_SIGNALS:
    void stateChanged();
    void stepsAdded();
    void snapshotsAdded();
    void answersChanged();
    void closed();

private:
    // What the result has of a test; null where it has nothing.
    const TestAnswer* answerOf(const std::string& taskId, int test, bool withTtt) const;
    struct Changes {
        bool state = false, steps = false, snapshots = false, answers = false, closed = false;
    };
    void take(const RunEvent& event, Changes& changes);
    void take(const RunClosed& closing, Changes& changes);

    StoredRun data_;
    RunState state_ = RunState::Queued;
    Phase phase_ = Phase::Loading;
    std::vector<Phase> reached_;
    int64_t plannedSteps_ = 0;
    QStringList log_;
};
using RunRecordPtr = std::shared_ptr<RunRecord>;

// "lora r=64, 60 steps" of a config.
QString configLabel(const RunConfig& config);

} // namespace ttt
