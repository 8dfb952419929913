// Answers without TTT, kept so that they are computed once per task, model, decode and vote config
// and seed: one JSON file a key, shared by all runs of a suite and safe to use from several
// processes. The engine asks and fills it; nothing here knows a true answer.
#pragma once

#include "core/config/run_config.h"
#include "core/runs/run_result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

// SHA-256 over the task's content without answers, the model's hash, every field of the sections
// task, decode and vote, and the seed and precision of the run.
std::string baselineKey(const SolverTask& task, const std::string& modelHash,
                        const RunConfig& config);

class BaselineStore {
public:
    // Created when the first answer is kept.
    explicit BaselineStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // One answer a test, with candidates; nothing where it is not there or cannot be read, as it
    // can be computed again.
    std::optional<std::vector<TestAnswer>> find(const std::string& key) const;
    void keep(const std::string& key, const std::vector<TestAnswer>& answers) const;

private:
    std::filesystem::path folder_;
};

} // namespace ttt
