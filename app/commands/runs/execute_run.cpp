#include "app/commands/runs/execute_run.h"

#include <algorithm>

namespace ttt {

namespace {

void requireDevice(Engine& engine, const std::string& wanted) {
    if (wanted == "auto") return;
    std::string names = "auto";
    for (const DeviceInfo& device : engine.devices()) {
        if (wanted == device.name || wanted == device.kind) return;
        names += ", " + device.name;
    }
    throw Error(ErrorKind::BadInput, "run.device",
                "found \"" + wanted + "\", expected one of " + names);
}

RunFolderWriter writerFor(const RunJob& job) {
    RunManifest manifest;
    manifest.modelHash = job.modelHash;
    return {job.folder, job.config, job.tasks, manifest};
}

RunRequest requestFor(const RunJob& job) {
    RunRequest request;
    for (const FewShotTask& task : job.tasks) request.tasks.push_back(withoutAnswers(task));
    request.config = job.config;
    request.adapterIn = job.adapterIn;
    request.baselines = job.baselines;
    const bool trains = job.adapterIn.empty() && job.config.adapt.method != "none";
    if (trains && job.config.run.saveAdapter) request.adapterOut = job.folder / "adapter";
    return request;
}

} // namespace

ModelInfo requireRunnable(Engine& engine, const RunConfig& config) {
    requireValidConfig(config, engine.choices());
    requireDevice(engine, config.run.device);
    return engine.modelInfo(config.run.model);
}

ModelInfo requireRunnable(Engine& engine, const RunJob& job) {
    ModelInfo model = requireRunnable(engine, job.config);
    engine.check(requestFor(job));
    return model;
}

nlohmann::json executeRun(Engine& engine, const RunJob& job, const RunObserver& observer,
                          std::stop_token stop) {
    return executeTogether(engine, {job}, observer, std::move(stop)).front();
}

std::vector<nlohmann::json> executeTogether(Engine& engine, const std::vector<RunJob>& jobs,
                                            const RunObserver& observer, std::stop_token stop) {
    std::vector<RunFolderWriter> writers;
    std::vector<RunRequest> requests;
    for (const RunJob& job : jobs) {
        writers.push_back(writerFor(job));
        requests.push_back(requestFor(job));
    }
    const TogetherObserver record = [&](size_t run, const RunEvent& event) {
        writers[run].record(event);
        observer(event);
    };
    std::vector<RunResult> results;
    try {
        results = engine.runTogether(requests, record, std::move(stop));
    } catch (const Error& error) {
        // A folder that cannot be written cannot say so itself.
        if (error.kind() == ErrorKind::Io) throw;
        for (const RunRequest& request : requests) results.push_back(failedResult(request, error));
    }
    std::vector<nlohmann::json> written;
    for (size_t i = 0; i < results.size(); ++i) written.push_back(writers[i].finish(results[i]));
    return written;
}

} // namespace ttt
