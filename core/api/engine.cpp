#include "core/api/engine.h"

namespace ttt {

namespace {

RunResult emptyResult(const RunRequest& request, RunStatus status) {
    RunResult result;
    result.status = status;
    result.model = request.config.run.model;
    for (const SolverTask& task : request.tasks) {
        result.tasks.push_back({qualifiedId(task.set, task.id), {}, {}});
    }
    return result;
}

} // namespace

RunResult failedResult(const RunRequest& request, const Error& error) {
    RunResult result = emptyResult(request, RunStatus::Failed);
    result.error = error.what();
    return result;
}

RunResult stoppedResult(const RunRequest& request) {
    return emptyResult(request, RunStatus::Stopped);
}

void Engine::check(const RunRequest& /*request*/) {}

std::vector<RunResult> Engine::runTogether(const std::vector<RunRequest>& requests,
                                           const TogetherObserver& observer,
                                           // NOLINTNEXTLINE(performance-unnecessary-value-param)
                                           std::stop_token stop) {
    std::vector<RunResult> results;
    for (size_t i = 0; i < requests.size(); ++i) {
        if (stop.stop_requested()) {
            results.push_back(stoppedResult(requests[i]));
            continue;
        }
        try {
            results.push_back(run(
                requests[i], [&](const RunEvent& event) { observer(i, event); }, stop));
        } catch (const Error& error) {
            // A folder that cannot be written is no matter of one run.
            if (error.kind() == ErrorKind::Io) throw;
            results.push_back(failedResult(requests[i], error));
        }
    }
    return results;
}

} // namespace ttt
