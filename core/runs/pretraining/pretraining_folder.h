// The folder of a pretraining as others follow it while it goes on: what was asked for, the
// measurements, and which process trains in it. Written by `ttt pretrain`, read by the window.
//
//   settings.json   what was asked for (PretrainConfig), as of the last start
//   metrics.jsonl   one PretrainingPoint a line, appended
//   running.claim   the process that trains here
//   checkpoint.safetensors, model.safetensors: see core/adapt/pretrainer.h
#pragma once

#include "core/config/pretrain_config.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct PretrainingPoint {
    int64_t step = 0;
    int64_t tokens = 0;
    double hours = 0; // trained so far
    double lossNats = 0;
    double tokensPerSecond = 0;
    // NaN where not measured.
    double heldOutTasksLossNats = std::numeric_limits<double>::quiet_NaN();
    double heldOutFamiliesLossNats = std::numeric_limits<double>::quiet_NaN();
};

bool hasCheckpoint(const std::filesystem::path& folder);
void writePretrainingSettings(const std::filesystem::path& folder, const PretrainConfig& settings);
// Nothing where there are none, as in a folder of an older version; BadInput where they cannot be
// read.
std::optional<PretrainConfig> readPretrainingSettings(const std::filesystem::path& folder);

// This process's right to train in a folder, while it lives.
class PretrainingClaim {
public:
    // Makes the folder. BadInput naming the owner if another process trains there.
    explicit PretrainingClaim(const std::filesystem::path& folder);
    ~PretrainingClaim();
    PretrainingClaim(const PretrainingClaim&) = delete;
    PretrainingClaim& operator=(const PretrainingClaim&) = delete;

private:
    std::filesystem::path path_;
};

// "host NAME, process 123" of a training that goes on, or may go on elsewhere; else empty.
std::string pretrainingOwner(const std::filesystem::path& folder);
// The process that trains in the folder on this host; 0 for none.
int64_t pretrainingProcess(const std::filesystem::path& folder);

// Reads a growing metrics file: each call takes the lines that have come since the last one.
class PretrainingReader {
public:
    explicit PretrainingReader(const std::filesystem::path& folder);

    // True if there is something new. A half-written last line waits for its end, and a line that
    // cannot be read is passed over. Steps that were made again after a restart replace those of
    // before. After the file has been replaced by a shorter one it begins anew.
    bool readMore();
    const std::vector<PretrainingPoint>& points() const { return points_; }
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
    uint64_t read_ = 0; // bytes of whole lines
    std::vector<PretrainingPoint> points_;
};

} // namespace ttt
