#include "core/api/faulty_engine.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace ttt {

namespace {

// Ends the inner run at the chosen step; caught below and never seen outside.
struct StepFailed {
    std::string reason;
};

std::string text(double number) { return std::to_string(number); }

// What the run had measured when it failed.
struct Measured {
    RunResult result;

    void note(const RunEvent& event) {
        if (const auto* started = std::get_if<RunStarted>(&event)) {
            result.model = started->model;
            result.modelHash = started->modelHash;
            result.device = started->device;
            result.episodes = started->episodes;
            for (const std::string& id : started->taskIds) result.tasks.push_back({id, {}, {}});
        } else if (const auto* step = std::get_if<StepMetrics>(&event)) {
            if (step->step == 1) result.firstLossNats = step->lossNats;
            result.lastLossNats = step->lossNats;
            result.steps = step->step;
            result.trainedTokens += step->tokens;
            result.seconds.total = result.seconds.train = step->elapsedMs / 1000;
        }
    }
};

[[noreturn]] void failStep(Fault fault, const StepMetrics& step, const Measured& measured,
                           const RunObserver& observer) {
    if (fault == Fault::OutOfMemory) {
        throw StepFailed{"step " + std::to_string(step.step) +
                         ": out of memory: 40 GB asked for, 2 GB free (a smaller "
                         "adapt.batch_tokens needs less)"};
    }
    StepMetrics broken = step;
    broken.lossNats = std::numeric_limits<double>::quiet_NaN();
    observer(broken);
    const std::optional<double>& last = measured.result.lastLossNats;
    throw StepFailed{"step " + std::to_string(step.step) +
                     ": the loss is not finite (last good loss " +
                     (last ? text(*last) : std::string("none")) + ")"};
}

void throwAtStart(Fault fault) {
    if (fault == Fault::AtStart) {
        throw Error(ErrorKind::Internal, "engine", "the injected fault at the start of a run");
    }
    if (fault == Fault::MissingDevice) {
        throw Error(ErrorKind::Device, "run.device",
                    "found \"cuda:0\", but there is no such device", "choose auto or cpu");
    }
}

void hangUntilStopped(const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

} // namespace

std::optional<LoadedModel> FaultyEngine::loadModel(const QueryModel& model, std::stop_token stop) {
    if (fault_ == Fault::AtLoad) {
        throw Error(ErrorKind::BadInput, model.name,
                    "found 12 bytes, expected a weight file: it is cut off", "fetch it again");
    }
    return inner_->loadModel(model, stop);
}

RunResult FaultyEngine::run(const RunRequest& request, const RunObserver& observer,
                            std::stop_token stop) {
    throwAtStart(fault_);
    Measured measured;
    const auto watching = [&](const RunEvent& event) {
        const auto* step = std::get_if<StepMetrics>(&event);
        if (step != nullptr && step->step == atStep_) {
            if (fault_ == Fault::ForeignError) throw std::runtime_error("a foreign exception");
            if (fault_ == Fault::EndlessStep)
                hangUntilStopped(stop);
            else
                failStep(fault_, *step, measured, observer);
        }
        measured.note(event);
        observer(event);
    };
    try {
        return inner_->run(request, watching, stop);
    } catch (const StepFailed& failure) {
        measured.result.status = RunStatus::Failed;
        measured.result.error = failure.reason;
        return measured.result;
    }
}

} // namespace ttt
