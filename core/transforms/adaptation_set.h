// The adaptation set: training episodes made from a task's own demonstrations, exhaustively, as
// the released code of arXiv 2411.07279 does: leave-one-out under every transform, recoloured and
// reordered copies, de-duplicated, capped. Called by the engine and by previews. Differs from the
// released code in one point: duplicates go in the order of insertion, as that code's own order
// changes with every process.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/episode.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ttt {

// Tokens of an episode under the model's codec, for the token limit.
using TokenCounter = std::function<int64_t(const Episode&)>;

struct SetStageCounts {
    int64_t tasks = 0;        // synthetic tasks
    int64_t augmented = 0;    // distinct after the side limit, with the un-augmented ones
    int64_t permuted = 0;     // distinct after the colour and order pass
    int64_t withinTokens = 0; // with fewer tokens than config.task.maxTokens
};

struct AdaptationSet {
    // Of the single pairs where config.adapt.episodes is "direct", of the texts where it is
    // "orders".
    SetStageCounts leaveOne;
    SetStageCounts leaveTwo; // all 0 without top-up
    std::vector<Episode> episodes;
};

// Requires config.adapt.episodes "leave-one-out", "direct" or "orders"; BadInput otherwise.
// "orders" is the BBH recipe of that paper: all demonstrations in each of config.adapt.orders
// orders, the last one being the query, without transforms, cap or removal of duplicates.
// Demonstration config.task.holdOut, if any, takes no part. An empty set is a value, not an error.
// In an episode's provenance, `leftOut` has the query first, then demonstrations that are not
// shown.
AdaptationSet buildAdaptationSet(const SolverTask& task, const RunConfig& config,
                                 const TokenCounter& tokens);

// Demonstration config.task.holdOut asked after the others, to measure how well training carries
// over; nothing where there is no such demonstration.
std::optional<Episode> heldOutEpisode(const SolverTask& task, const RunConfig& config);

} // namespace ttt
