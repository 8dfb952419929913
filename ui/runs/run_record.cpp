#include "ui/runs/run_record.h"

#include <algorithm>
#include <ranges>

namespace ttt {

namespace {

QString wordOf(Phase phase) {
    switch (phase) {
    case Phase::Loading:
        return RunRecord::tr("Loading");
    case Phase::Augmenting:
        return RunRecord::tr("Augmenting");
    case Phase::Baseline:
        return RunRecord::tr("Answering without TTT");
    case Phase::Training:
        return RunRecord::tr("Training");
    case Phase::Predicting:
        return RunRecord::tr("Predicting");
    case Phase::Voting:
        return RunRecord::tr("Voting");
    case Phase::Finished:
        return RunRecord::tr("Done");
    }
    return {};
}

RunState stateOf(RunStatus status) {
    switch (status) {
    case RunStatus::Done:
        return RunState::Done;
    case RunStatus::Stopped:
        return RunState::Stopped;
    case RunStatus::Failed:
        return RunState::Failed;
    }
    return RunState::Failed;
}

// The newest of a test; null for none.
const AttemptsChosen* lastChosen(const std::vector<AttemptsChosen>& all, const std::string& taskId,
                                 int test, bool withTtt) {
    for (const AttemptsChosen& found : std::views::reverse(all)) {
        if (found.taskId == taskId && found.test == test && found.withTtt == withTtt) return &found;
    }
    return nullptr;
}

} // namespace

RunRecord::RunRecord(std::vector<FewShotTask> tasks, RunConfig config) {
    data_.tasks = std::move(tasks);
    data_.config = std::move(config);
    plannedSteps_ = data_.config.adapt.method == "none" ? 0 : data_.config.adapt.steps;
}

RunRecord::RunRecord(StoredRun stored) : data_(std::move(stored)) {
    state_ = stateOf(data_.result.status);
    phase_ = Phase::Finished;
    plannedSteps_ = data_.steps.empty() ? 0 : data_.steps.back().step;
    if (!data_.steps.empty()) reached_.push_back(Phase::Training);
    if (!data_.attempts.empty()) reached_.push_back(Phase::Voting);
}

bool RunRecord::reached(Phase phase) const { return std::ranges::count(reached_, phase) > 0; }

QString RunRecord::statusWord() const {
    switch (state_) {
    case RunState::Queued:
        return tr("Queued");
    case RunState::Running:
        return wordOf(phase_);
    case RunState::Paused:
        return tr("Paused");
    case RunState::Stopping:
        return tr("Stopping");
    case RunState::Done:
        return tr("Done");
    case RunState::Stopped:
        return tr("Stopped");
    case RunState::Failed:
        return tr("Failed");
    }
    return {};
}

double RunRecord::stepsPerSecond() const {
    constexpr size_t kWindow = 20;
    const auto& steps = data_.steps;
    if (steps.size() < 2) return 0;
    const StepMetrics& first = steps[steps.size() > kWindow ? steps.size() - kWindow : 0];
    const double ms = steps.back().elapsedMs - first.elapsedMs;
    return ms > 0 ? 1000 * static_cast<double>(steps.back().step - first.step) / ms : 0;
}

double RunRecord::secondsLeft() const {
    const double rate = stepsPerSecond();
    const int64_t done = data_.steps.empty() ? 0 : data_.steps.back().step;
    return rate > 0 ? static_cast<double>(std::max<int64_t>(0, plannedSteps_ - done)) / rate : 0;
}

std::vector<Value> RunRecord::attempts(const std::string& taskId, int test, bool withTtt) const {
    if (const AttemptsChosen* found = lastChosen(data_.attempts, taskId, test, withTtt)) {
        return found->attempts;
    }
    const TestAnswer* answer = answerOf(taskId, test, withTtt);
    return answer != nullptr ? answer->attempts : std::vector<Value>();
}

QString RunRecord::missing(const std::string& taskId, int test, bool withTtt) const {
    const TestAnswer* answer = answerOf(taskId, test, withTtt);
    return answer != nullptr ? QString::fromStdString(answer->missing) : QString();
}

const TestAnswer* RunRecord::answerOf(const std::string& taskId, int test, bool withTtt) const {
    for (const TaskAnswers& task : data_.result.tasks) {
        const auto& answers = withTtt ? task.withTtt : task.withoutTtt;
        if (task.taskId == taskId && static_cast<size_t>(test) < answers.size()) {
            return &answers[static_cast<size_t>(test)];
        }
    }
    return nullptr;
}

std::vector<RescoredAnswer> RunRecord::rescored(const std::string& taskId, int test,
                                                bool withTtt) const {
    const AttemptsChosen* found = lastChosen(data_.attempts, taskId, test, withTtt);
    return found != nullptr ? found->rescored : std::vector<RescoredAnswer>();
}

std::vector<Candidate> RunRecord::candidates(const std::string& taskId, int test,
                                             bool withTtt) const {
    std::vector<Candidate> found;
    for (const CandidateFound& candidate : data_.candidates) {
        if (candidate.taskId == taskId && candidate.test == test && candidate.withTtt == withTtt) {
            found.push_back(candidate.candidate);
        }
    }
    return found;
}

const PredictionSnapshot* RunRecord::snapshotAt(const std::string& taskId, int test,
                                                int64_t step) const {
    const PredictionSnapshot* best = nullptr;
    for (const PredictionSnapshot& snapshot : data_.snapshots) {
        if (snapshot.taskId != taskId || snapshot.test != test || snapshot.step > step) continue;
        if (best == nullptr || snapshot.step >= best->step) best = &snapshot;
    }
    return best;
}

const InterimAnswer* RunRecord::interimAt(const std::string& taskId, int test, int64_t step) const {
    const InterimAnswer* best = nullptr;
    for (const InterimAnswer& answer : data_.interim) {
        if (answer.taskId == taskId && answer.test == test && answer.step <= step) best = &answer;
    }
    return best;
}

QString RunRecord::label() const { return configLabel(data_.config); }

QString configLabel(const RunConfig& config) {
    if (config.adapt.method == "none") return RunRecord::tr("no training");
    const QString method = config.adapt.method == "lora"
                               ? QStringLiteral("lora r=%1").arg(config.adapt.loraRank)
                               : QString::fromStdString(config.adapt.method);
    const QString length = config.adapt.steps > 0
                               ? RunRecord::tr("%1 steps").arg(config.adapt.steps)
                               : RunRecord::tr("%1 epochs").arg(config.adapt.epochs);
    return method + ", " + length;
}

void RunRecord::setPaused(bool paused) {
    if (state_ != (paused ? RunState::Running : RunState::Paused)) return;
    state_ = paused ? RunState::Paused : RunState::Running;
    Q_EMIT stateChanged();
}

void RunRecord::requestStop() {
    if (over()) return;
    state_ = RunState::Stopping;
    Q_EMIT stateChanged();
}

void RunRecord::apply(const std::vector<RunMessage>& messages) {
    Changes changes;
    for (const RunMessage& message : messages) {
        std::visit([&](const auto& content) { take(content, changes); }, message.content);
    }
    if (changes.steps) Q_EMIT stepsAdded();
    if (changes.snapshots) Q_EMIT snapshotsAdded();
    if (changes.answers) Q_EMIT answersChanged();
    if (changes.state) Q_EMIT stateChanged();
    if (changes.closed) Q_EMIT closed();
}

void RunRecord::take(const RunEvent& event, Changes& changes) {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
        plannedSteps_ = started->plannedSteps;
        data_.manifest.model = started->model;
        data_.manifest.device = started->device;
        if (state_ == RunState::Queued) state_ = RunState::Running;
        changes.state = true;
    } else if (const auto* phase = std::get_if<PhaseChanged>(&event)) {
        phase_ = phase->phase;
        reached_.push_back(phase_);
        if (state_ == RunState::Queued) state_ = RunState::Running;
        changes.state = true;
    } else if (const auto* step = std::get_if<StepMetrics>(&event)) {
        data_.steps.push_back(*step);
        changes.steps = true;
    } else if (const auto* snapshot = std::get_if<PredictionSnapshot>(&event)) {
        data_.snapshots.push_back(*snapshot);
        changes.snapshots = true;
    } else if (const auto* candidate = std::get_if<CandidateFound>(&event)) {
        data_.candidates.push_back(*candidate);
        changes.answers = true;
    } else if (const auto* chosen = std::get_if<AttemptsChosen>(&event)) {
        data_.attempts.push_back(*chosen);
        changes.answers = true;
    } else if (const auto* interim = std::get_if<InterimAnswer>(&event)) {
        data_.interim.push_back(*interim);
        changes.snapshots = true;
    } else if (const auto* message = std::get_if<LogMessage>(&event)) {
        log_ << QString::fromStdString(message->text);
    }
}

void RunRecord::take(const RunClosed& closing, Changes& changes) {
    data_.result = closing.result;
    data_.folder = closing.folder;
    data_.finished = true;
    state_ = stateOf(closing.result.status);
    changes.state = changes.answers = changes.closed = true;
}

} // namespace ttt
