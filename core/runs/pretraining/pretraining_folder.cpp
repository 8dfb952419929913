#include "core/runs/pretraining/pretraining_folder.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/runs/event_json.h"
#include "core/runs/suites/claim.h"
#include "core/tasks/arc_json.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* kSettings = "settings.json";
constexpr const char* kMetrics = "metrics.jsonl";

fs::path claimOf(const fs::path& folder) { return folder / "running.claim"; }

double numberOr(const json& line, const char* key, double fallback) {
    const auto found = line.find(key);
    return found != line.end() && found->is_number() ? found->get<double>() : fallback;
}

std::optional<PretrainingPoint> pointOf(const std::string& text) {
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("step")) return std::nullopt;
    PretrainingPoint point;
    point.step = static_cast<int64_t>(numberOr(line, "step", 0));
    point.tokens = static_cast<int64_t>(numberOr(line, "tokens", 0));
    point.hours = numberOr(line, "hours", 0);
    point.lossNats = numberOr(line, "loss", std::numeric_limits<double>::quiet_NaN());
    point.tokensPerSecond = numberOr(line, "tokens_per_second", 0);
    point.heldOutTasksLossNats = numberOr(line, "held_out_tasks_loss", point.heldOutTasksLossNats);
    point.heldOutFamiliesLossNats =
        numberOr(line, "held_out_families_loss", point.heldOutFamiliesLossNats);
    return point;
}

} // namespace

bool hasCheckpoint(const fs::path& folder) { return isThere(folder / "checkpoint.safetensors"); }

void writePretrainingSettings(const fs::path& folder, const PretrainConfig& settings) {
    writeFileAtomically(folder / kSettings, toJson(settings).dump(1) + "\n");
}

std::optional<PretrainConfig> readPretrainingSettings(const fs::path& folder) {
    const fs::path path = folder / kSettings;
    if (!isThere(path)) return std::nullopt;
    return pretrainConfigFromJson(readJson(path), path.string());
}

PretrainingClaim::PretrainingClaim(const fs::path& folder) : path_(claimOf(folder)) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (claimState(path_) == ClaimState::Dead) dropDeadClaim(path_, folder / "running.lock");
    if (takeClaim(path_)) return;
    throw Error(ErrorKind::BadInput, folder.string(),
                "another process trains in this folder (" + claimOwner(path_) + ")",
                "stop it first, or take another folder; if it is gone, remove " + path_.string());
}

PretrainingClaim::~PretrainingClaim() { dropClaim(path_); }

std::string pretrainingOwner(const fs::path& folder) {
    const ClaimState state = claimState(claimOf(folder));
    const bool trains = state == ClaimState::Alive || state == ClaimState::Elsewhere;
    return trains ? claimOwner(claimOf(folder)) : std::string();
}

int64_t pretrainingProcess(const fs::path& folder) { return claimProcess(claimOf(folder)); }

PretrainingReader::PretrainingReader(const fs::path& folder) : folder_(folder) {}

bool PretrainingReader::readMore() {
    std::error_code problem;
    const auto size = fs::file_size(folder_ / kMetrics, problem);
    if (problem || size == read_) return false;
    if (size < read_) {
        read_ = 0;
        points_.clear();
    }
    std::ifstream file(folder_ / kMetrics, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(read_));
    bool found = false;
    for (std::string line; std::getline(file, line) && !file.eof();) {
        read_ += line.size() + 1;
        const auto point = pointOf(line);
        if (!point) continue;
        found = true;
        while (!points_.empty() && points_.back().step >= point->step) points_.pop_back();
        points_.push_back(*point);
    }
    return found;
}

} // namespace ttt
