// The views under which a query is asked (config.decode). "views" shows all demonstrations under
// symmetries, colour maps and orders; "orders" shows them in random orders, the same for every
// query, as that paper's BBH code does; "leave-out" is the construction of its ARC code. Called by
// the engine before decoding; answers go back by mappedBack.
#pragma once

#include "core/config/run_config.h"
#include "core/tasks/episode.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace ttt {

// Tokens of a prompt with room for its answer.
using PromptTokenCounter = std::function<int64_t(const Prompt&)>;

// Without config.decode.showDemonstrations one prompt asks the query alone. May be empty where
// nothing fits in config.task.maxTokens. "views": view 0 is the task as it is, the first
// naturalViews keep its colours, and the largest demonstrations are dropped from a view that does
// not fit, down to one.
std::vector<Prompt> buildPrompts(const SolverTask& task, int test, const RunConfig& config,
                                 const PromptTokenCounter& tokens);

// Most demonstrations that one of these prompts lacks for want of room. Those that a query leaves
// out by its construction do not count.
int64_t droppedDemonstrations(std::span<const Prompt> prompts, const DecodeConfig& config);

} // namespace ttt
