// A sweep: the same tasks under variants of one config, each variant a suite folder, with the
// answers without TTT kept in one place for all of them. What the variants are stands in a JSON
// file: a name under resources/sweeps or a file of the user's. Called by `ttt sweep`.
//
//   {description, reference, base?: preset, config?: {section: {field: value}} of all variants,
//    measure?: "solved" or "accuracy", published?: {source, tasks},
//    variants: [{name, description?, config?: {section: {field: value}}, published?: number}],
//    votes?: {rule: solved or null}}
//
// Published numbers are tasks solved, or percent of right answers where "accuracy" is measured.
#pragma once

#include "core/config/run_config.h"

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct SweepVariant {
    std::string name; // also of its folder
    std::string description;
    RunConfig config;
    std::optional<double> published; // what the source has for it
};

struct SweepVote {
    std::string rule; // a vote rule, or "oracle"
    std::optional<int64_t> publishedSolved;
};

struct Sweep {
    std::string description;
    std::string reference;   // the variant that the others are compared with
    bool byAccuracy = false; // texts: mean share of right answers, else tasks solved at two
    std::vector<SweepVariant> variants;
    std::vector<SweepVote> votes; // counted on the reference's candidates
    std::string publishedSource;  // empty: nothing is published
    int64_t publishedTasks = 0;
};

// A preset's config with what the user has changed of it.
using BaseConfig = std::function<RunConfig(const std::string& preset)>;

// The variants' configs are base(the sweep's preset, else "standard") with their own fields
// changed. NotFound naming the known sweeps, or BadInput naming file, variant and field.
Sweep loadSweep(const std::string& nameOrFile, const BaseConfig& base);
std::vector<std::string> sweepNames();

// {folder, reference, measure, published, variants: [{name, folder, config (differing fields),
// tasks, solved, pass_at_1, pass_at_2, interval_95, accuracy: {mean, sem} over seeds, oracle,
// seconds, against_reference: {gained, lost, mcnemar_exact_p, better, worse, difference,
// difference_interval_95}, published?, published_same_tasks?}]} of the folder that holds a suite
// folder a variant. A variant that trains nothing is scored by its answers without TTT. One that
// has not begun has only its name.
nlohmann::json sweepSummary(const std::filesystem::path& folder, const Sweep& sweep);

} // namespace ttt
