// Runs `ttt ARGS...` in process with a scripted engine and captures what it prints; makes folders
// of tasks to run it on.
#pragma once

#include "app/commands/run_cli.h"
#include "core/api/faulty_engine.h"
#include "core/api/scripted_engine.h"
#include "core/base/files.h"
#include "core/tasks/arc_json.h"
#include "tests/support/mirror_task.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace ttt::test {

struct CliResult {
    int code = -1;
    std::string out;
    std::string err;
    bool computes = false; // was told to get ready for training or decoding

    nlohmann::json json() const { return nlohmann::json::parse(out); }
    // One message: "ttt: ..." and nothing else.
    bool hasOneMessage() const {
        return err.starts_with("ttt: ") && err.find('\n') == err.size() - 1;
    }
};

struct CliSetting {
    ScriptedOptions options = {};
    std::optional<Fault> fault = {};
    int64_t faultAtStep = 1;
    std::stop_token stop = {};
    bool colour = false;
};

inline CliResult runTtt(const std::vector<std::string>& arguments, const CliSetting& setting = {}) {
    std::vector<const char*> argv{"ttt"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out;
    std::ostringstream err;
    bool computes = false;
    const auto makeEngine = [&setting]() -> std::unique_ptr<Engine> {
        auto engine = std::make_unique<ScriptedEngine>(setting.options);
        if (!setting.fault) return engine;
        return std::make_unique<FaultyEngine>(std::move(engine), *setting.fault,
                                              setting.faultAtStep);
    };
    CommandContext context{.makeEngine = makeEngine,
                           .out = out,
                           .err = err,
                           .stop = setting.stop,
                           .colourOut = setting.colour,
                           .beforeComputing = [&] { computes = true; }};
    const int code = runCli(static_cast<int>(argv.size()), argv.data(), context);
    return {code, out.str(), err.str(), computes};
}

inline void writeTask(const std::filesystem::path& path, const FewShotTask& task) {
    writeFileAtomically(path, toArcJson(task).dump());
}

// m0.json, m1.json...
inline std::filesystem::path writeTasks(const std::filesystem::path& folder, int count) {
    for (int i = 0; i < count; ++i) {
        const std::string id = "m" + std::to_string(i);
        writeTask(folder / (id + ".json"), mirrorTask(id));
    }
    return folder;
}

inline size_t entriesIn(const std::filesystem::path& folder) {
    size_t count = 0;
    std::error_code ignored;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator(folder, ignored)) {
        ++count;
    }
    return count;
}

} // namespace ttt::test
