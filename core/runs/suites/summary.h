// Summaries of the runs of a folder, before and after TTT, as the command line prints them. Every
// share states its denominator: the tasks of the suite whose answers are public, run or not.
#pragma once

#include "core/runs/suites/outcomes.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace ttt {

// `ttt suite`: {folder, model, seeds, measure: "solved" or "accuracy", denominators, tasks: [{id,
// level?, runs, without_ttt, with_ttt, gained?, lost?}], total: {without_ttt, with_ttt}, by_level,
// by_size (longest side), paired, seconds, published?: {without_ttt, with_ttt}}; the last holds
// what a paper measured by the same method (published.h): {preset, source, tasks: {id: accuracy},
// mean}, or null. pass_at_1, pass_at_2, accuracy and partial are {mean, sem}, over seeds; tests
// counts those of grids by TestVerdict (core/runs/scores.h), over all seeds.
nlohmann::json suiteSummary(const OutcomeTable& table);

// `ttt score`: {tasks, solved, pass_at_1, pass_at_2, accuracy, partial, tests, trained, measure,
// by_level, by_size, denominators, without_ttt, paired}; plain numbers, mean over seeds, with TTT,
// or without where nothing was to be trained. Paired are tasks that both sides answered, and those
// that were not answered at all.
nlohmann::json scoreSummary(const OutcomeTable& table);

// Writes summary.json into a suite folder and returns it.
nlohmann::json writeSuiteSummary(const std::filesystem::path& folder);

} // namespace ttt
