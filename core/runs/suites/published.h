// What a paper measured on single tasks, to stand beside a suite's own numbers:
// resources/published/bbh.json has the tables of arXiv 2411.07279 for BIG-Bench Hard, one column a
// preset. Called by the summaries of suites and sweeps.
#pragma once

#include "core/config/run_config.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct PublishedMethod {
    std::string preset;                     // of the same method here: "paper-bbh-icl"
    std::map<std::string, double> accuracy; // qualified task id to the share of right answers
    std::string source;
};

// The method of a config: how it trains, and how it asks. Nothing where none was published.
std::optional<PublishedMethod> publishedMethod(const RunConfig& config);
// The same of the answers without test-time training under that config.
std::optional<PublishedMethod> publishedWithoutTtt(const RunConfig& config);

// Mean over these tasks; nothing unless it is known of all of them.
std::optional<double> publishedMean(const PublishedMethod& method,
                                    const std::vector<std::string>& taskIds);

} // namespace ttt
