// One run from request to result: answers without TTT, training, snapshots, answers with TTT. The
// engine makes one for every Engine::run; it reports through the observer as it goes.
#pragma once

#include "core/api/engine.h"
#include "core/engine/task_reading.h"
#include "core/models/language_model.h"

#include <memory>
#include <stop_token>

namespace ttt {

struct RunParts {
    std::shared_ptr<const LanguageModel> base;
    TaskReading reading;
    ModelInfo model;
    double loadSeconds = 0;
};

// Failures while training or answering become a result of status failed that keeps what was
// measured; a stop becomes status stopped.
RunResult runTasks(const RunParts& parts, const RunRequest& request, const RunObserver& observer,
                   const std::stop_token& stop);

} // namespace ttt
