#include "core/engine/cost/machine_speeds.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/thread_count.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

constexpr const char* kSpeeds = "speeds";
constexpr double kEarlier = 0.8; // weight of what was measured before the last run
constexpr std::pair<const char*, MeasuredWork MachineSpeed::*> kMembers[] = {
    {"training", &MachineSpeed::training},
    {"with_ttt", &MachineSpeed::withTtt},
    {"without_ttt", &MachineSpeed::withoutTtt}};

double numberAt(const json& object, const char* name) {
    return object.contains(name) && object.at(name).is_number() ? object.at(name).get<double>() : 0;
}

json readSpeeds(const std::filesystem::path& file) {
    try {
        return storedMember<json>(readJson(file), kSpeeds, file.string());
    } catch (const Error&) {
        return json::object();
    }
}

MachineSpeed speedIn(const json& speeds, const std::string& key) {
    MachineSpeed speed;
    if (!speeds.is_object() || !speeds.contains(key)) return speed;
    for (const auto& [name, member] : kMembers) {
        const json& stored = speeds.at(key);
        if (!stored.is_object() || !stored.contains(name)) continue;
        const json& part = stored.at(name);
        if (part.is_object()) {
            speed.*member = {numberAt(part, "work"), numberAt(part, "seconds")};
        }
    }
    return speed;
}

} // namespace

std::string speedKey(const RunConfig& config) {
    return config.run.model + " " + config.adapt.method + " " + config.run.dtype + " " +
           config.run.quantization + " " + config.run.device + " " +
           std::to_string(threadCount(config.run.threads));
}

MachineSpeed findSpeed(const std::filesystem::path& file, const std::string& key) {
    return speedIn(readSpeeds(file), key);
}

void keepSpeed(const std::filesystem::path& file, const std::string& key, const MachineSpeed& run) {
    json speeds = readSpeeds(file);
    const MachineSpeed before = speedIn(speeds, key);
    json kept;
    for (const auto& [name, member] : kMembers) {
        const MeasuredWork& earlier = before.*member;
        const MeasuredWork& now = run.*member;
        const double weight = now.seconds > 0 ? kEarlier : 1;
        kept[name] = {{"work", weight * earlier.work + now.work},
                      {"seconds", weight * earlier.seconds + now.seconds}};
    }
    if (!speeds.is_object()) speeds = json::object();
    speeds[key] = std::move(kept);
    writeFileAtomically(file, json{{"format_version", 1}, {kSpeeds, speeds}}.dump() + "\n");
}

std::filesystem::path speedsFile() { return userDataFolder() / "speeds.json"; }

} // namespace ttt
