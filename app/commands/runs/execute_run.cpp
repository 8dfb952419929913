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

RunResult failedResult(const Error& error) {
    RunResult result;
    result.status = RunStatus::Failed;
    result.error = error.what();
    return result;
}

} // namespace

ModelInfo requireRunnable(Engine& engine, const RunConfig& config) {
    requireValidConfig(config, engine.choices());
    requireDevice(engine, config.run.device);
    return engine.modelInfo(config.run.model);
}

nlohmann::json executeRun(Engine& engine, const RunJob& job, const RunObserver& observer,
                          std::stop_token stop) {
    RunManifest manifest;
    manifest.modelHash = job.modelHash;
    RunFolderWriter writer(job.folder, job.config, job.tasks, manifest);
    RunRequest request;
    for (const FewShotTask& task : job.tasks) request.tasks.push_back(withoutAnswers(task));
    request.config = job.config;
    request.adapterIn = job.adapterIn;
    request.baselines = job.baselines;
    const bool trains = job.adapterIn.empty() && job.config.adapt.method != "none";
    if (trains && job.config.run.saveAdapter) request.adapterOut = job.folder / "adapter";
    const auto record = [&](const RunEvent& event) {
        writer.record(event);
        observer(event);
    };
    try {
        return writer.finish(engine.run(request, record, stop));
    } catch (const Error& error) {
        // A folder that cannot be written cannot say so itself.
        if (error.kind() == ErrorKind::Io) throw;
        return writer.finish(failedResult(error));
    }
}

} // namespace ttt
