#include "ui/runs/run_session.h"

#include "core/base/files.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace ttt {

namespace {

RunResult failed(RunResult measured, const std::string& why) {
    measured.status = RunStatus::Failed;
    measured.error = why;
    return measured;
}

} // namespace

RunSession::RunSession(int64_t number, RunOrder order, EventMailbox& mailbox)
    : number_(number), order_(std::move(order)), mailbox_(mailbox) {
    measured_.model = order_.config.run.model;
    measured_.device = order_.config.run.device;
}

void RunSession::run(Engine& engine, const std::stop_token& workerStop) {
    const std::stop_callback closing(workerStop, [this] { stop_.request_stop(); });
    if (stop_.stop_requested()) {
        measured_.status = RunStatus::Stopped;
        close(measured_);
        return;
    }
    close(guarded(engine));
}

void RunSession::refuse(const std::string& problem) { close(failed(measured_, problem)); }

// The worker's entry: the folder gets a result whatever happens in the engine.
RunResult RunSession::guarded(Engine& engine) {
    try {
        const FewShotTask& first = order_.tasks.at(0);
        folder_ = newRunFolder(qualifiedId(first.set, first.id));
        RunFolderWriter writer(folder_, order_.config, order_.tasks, {});
        RunResult result;
        try {
            result = runEngine(engine, writer);
        } catch (const std::bad_alloc&) {
            result = failed(measured_, "out of memory: the run needs more than this machine has "
                                       "(lower adapt.batch_tokens, decode.views or the model)");
        } catch (const std::exception& problem) {
            result = failed(measured_, problem.what());
        }
        writer.finish(result);
        return result;
    } catch (const std::exception& problem) {
        return failed(measured_, problem.what());
    }
}

RunResult RunSession::runEngine(Engine& engine, RunFolderWriter& writer) {
    RunRequest request;
    for (const FewShotTask& task : order_.tasks) request.tasks.push_back(withoutAnswers(task));
    request.config = order_.config;
    if (order_.config.run.saveAdapter) request.adapterOut = folder_ / "adapter";
    request.baselines = userDataFolder() / "baselines";
    const RunObserver observer = [&](const RunEvent& told) {
        const RunEvent event = withoutPauses(told);
        writer.record(event);
        note(event);
        mailbox_.post({number_, event});
        if (std::holds_alternative<StepMetrics>(event) ||
            std::holds_alternative<CandidateFound>(event)) {
            holdWhilePaused();
        }
    };
    RunResult result = engine.run(request, observer, stop_.get_token());
    subtractPauses(result.seconds);
    return result;
}

void RunSession::setPaused(bool paused) {
    {
        const std::scoped_lock lock(pauseMutex_);
        paused_ = paused;
    }
    pauseEnded_.notify_all();
}

void RunSession::holdWhilePaused() {
    std::unique_lock lock(pauseMutex_);
    if (!paused_) return;
    const auto start = std::chrono::steady_clock::now();
    pauseEnded_.wait(lock, stop_.get_token(), [this] { return !paused_; });
    const std::chrono::duration<double> held = std::chrono::steady_clock::now() - start;
    pausedSeconds_[phase_] += held.count();
}

// The engine's clock goes on while it is held; what is written and shown does not have that time.
RunEvent RunSession::withoutPauses(RunEvent event) const {
    double all = 0;
    for (const auto& [phase, seconds] : pausedSeconds_) all += seconds;
    const auto training = pausedSeconds_.find(Phase::Training);
    if (auto* step = std::get_if<StepMetrics>(&event)) {
        if (training != pausedSeconds_.end()) step->elapsedMs -= training->second * 1000;
    } else if (auto* phase = std::get_if<PhaseChanged>(&event)) {
        phase->elapsedMs -= all * 1000;
    }
    return event;
}

void RunSession::subtractPauses(RunSeconds& seconds) const {
    for (const auto& [phase, held] : pausedSeconds_) {
        seconds.total -= held;
        if (phase == Phase::Training) seconds.train -= held;
        if (phase == Phase::Baseline) seconds.baseline -= held;
        if (phase == Phase::Predicting) seconds.decode -= held;
    }
}

void RunSession::note(const RunEvent& event) {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
        measured_.model = started->model;
        measured_.modelHash = started->modelHash;
        measured_.device = started->device;
        measured_.episodes = started->episodes;
    } else if (const auto* step = std::get_if<StepMetrics>(&event)) {
        if (!measured_.firstLossNats) measured_.firstLossNats = step->lossNats;
        measured_.lastLossNats = step->lossNats;
        measured_.steps = step->step;
        measured_.trainedTokens += step->tokens;
        measured_.seconds.train = step->elapsedMs / 1000;
    } else if (const auto* phase = std::get_if<PhaseChanged>(&event)) {
        phase_ = phase->phase;
        measured_.seconds.total = phase->elapsedMs / 1000;
    }
}

void RunSession::close(RunResult result) {
    mailbox_.post({number_, RunClosed{std::move(result), folder_}});
}

} // namespace ttt
