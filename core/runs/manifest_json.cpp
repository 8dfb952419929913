#include "core/runs/manifest_json.h"

#include "core/base/error.h"
#include "core/runs/event_json.h"
#include "core/runs/git_hash.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

std::string programVersion() { return TTT_VERSION; }
std::string programGitHash() { return kGitHash; }

json toJson(const RunManifest& manifest) {
    return {{"format_version", manifest.formatVersion},
            {"program_version", manifest.programVersion},
            {"git_hash", manifest.gitHash},
            {"created_at", manifest.createdAt},
            {"tasks", manifest.taskIds},
            {"task_hashes", manifest.taskHashes},
            {"model", manifest.model},
            {"model_hash", manifest.modelHash},
            {"seed", manifest.seed},
            {"device", manifest.device},
            {"threads", manifest.threads},
            {"libtorch_version", manifest.libtorchVersion}};
}

RunManifest manifestFromJson(const json& document, const std::string& place) {
    RunManifest manifest;
    manifest.formatVersion = storedMember<int>(document, "format_version", place);
    if (manifest.formatVersion < 1 || manifest.formatVersion > kRunFormatVersion) {
        throw Error(ErrorKind::BadInput, place,
                    "found format version " + std::to_string(manifest.formatVersion) +
                        ", expected 1 to " + std::to_string(kRunFormatVersion));
    }
    const auto text = [&](const char* key) {
        return storedMemberOr<std::string>(document, key, place, {});
    };
    manifest.programVersion = text("program_version");
    manifest.gitHash = text("git_hash");
    manifest.createdAt = text("created_at");
    manifest.taskIds = storedMember<std::vector<std::string>>(document, "tasks", place);
    manifest.taskHashes =
        storedMemberOr<std::vector<std::string>>(document, "task_hashes", place, {});
    manifest.model = text("model");
    manifest.modelHash = text("model_hash");
    manifest.seed = storedMemberOr<int64_t>(document, "seed", place, 0);
    manifest.device = text("device");
    manifest.threads = storedMemberOr<int64_t>(document, "threads", place, 0);
    manifest.libtorchVersion = text("libtorch_version");
    return manifest;
}

} // namespace ttt
