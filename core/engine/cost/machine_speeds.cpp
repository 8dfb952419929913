#include "core/engine/cost/machine_speeds.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

constexpr const char* kSpeeds = "tokens_per_second";
constexpr std::pair<const char*, double MachineSpeed::*> kMembers[] = {
    {"training", &MachineSpeed::training},
    {"with_ttt", &MachineSpeed::withTtt},
    {"without_ttt", &MachineSpeed::withoutTtt}};

json readSpeeds(const std::filesystem::path& file) {
    try {
        return storedMember<json>(readJson(file), kSpeeds, file.string());
    } catch (const Error&) {
        return json::object();
    }
}

} // namespace

std::string speedKey(const RunConfig& config) {
    return config.run.model + " " + config.adapt.method + " " + config.run.dtype + " " +
           config.run.quantization + " " + config.run.device + " " +
           std::to_string(config.run.threads);
}

MachineSpeed findSpeed(const std::filesystem::path& file, const std::string& key) {
    const json speeds = readSpeeds(file);
    MachineSpeed speed;
    if (!speeds.is_object() || !speeds.contains(key)) return speed;
    for (const auto& [name, member] : kMembers) {
        const json& stored = speeds.at(key);
        if (stored.is_object() && stored.contains(name) && stored.at(name).is_number()) {
            speed.*member = stored.at(name).get<double>();
        }
    }
    return speed;
}

void keepSpeed(const std::filesystem::path& file, const std::string& key,
               const MachineSpeed& speed) {
    json speeds = readSpeeds(file);
    if (!speeds.is_object()) speeds = json::object();
    json& kept = speeds[key];
    if (!kept.is_object()) kept = json::object();
    for (const auto& [name, member] : kMembers) {
        if (speed.*member > 0) kept[name] = speed.*member;
    }
    writeFileAtomically(file, json{{"format_version", 1}, {kSpeeds, speeds}}.dump() + "\n");
}

std::filesystem::path speedsFile() { return userDataFolder() / "speeds.json"; }

} // namespace ttt
