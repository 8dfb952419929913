// One run from request to result: answers without TTT, training, snapshots, answers with TTT. The
// engine makes one for every Engine::run; it reports through the observer as it goes.
#pragma once

#include "core/api/engine.h"
#include "core/engine/task_reading.h"
#include "core/models/language_model.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace ttt {

struct RunParts {
    std::shared_ptr<const LanguageModel> base;
    TaskReading reading;
    ModelInfo model;
    double loadSeconds = 0;
};

class TestTimeTrainer;

// A run in pieces, so that several can share the passes of their training (together_run.h). Errors
// end it with status failed and never leave it.
class SteppedRun {
public:
    virtual ~SteppedRun() = default;
    virtual void begin() = 0; // up to the first step
    virtual bool wantsStep() const = 0;
    // take: makes the step with the run's trainer.
    virtual void step(const std::function<StepMetrics()>& take) = 0;
    virtual void fail(const Error& error) = 0;
    // The answers and the result; a run that failed or was stopped just ends.
    virtual RunResult finish() = 0;
    // Null where nothing is trained.
    virtual TestTimeTrainer* trainer() = 0;
    virtual LanguageModel& model() = 0; // the run's own copy
};

// The arguments must outlive it. `together`: runs that share the passes.
std::unique_ptr<SteppedRun> makeSteppedRun(const RunParts& parts, const RunRequest& request,
                                           const RunObserver& observer, const std::stop_token& stop,
                                           int64_t together = 1);

// Failures while training or answering become a result of status failed that keeps what was
// measured; a stop becomes status stopped.
RunResult runTasks(const RunParts& parts, const RunRequest& request, const RunObserver& observer,
                   const std::stop_token& stop);

} // namespace ttt
