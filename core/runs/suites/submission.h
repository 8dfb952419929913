// The answers of a suite or run as an ARC submission: {id: [{"attempt_1", "attempt_2"}, ...]}, one
// entry a test. A test without an answer gets the 1x1 grid [[0]], and a single attempt stands
// twice, as the format knows neither.
#pragma once

#include "core/runs/suites/outcomes.h"

#include <nlohmann/json_fwd.hpp>

namespace ttt {

// Of one seed. Keys are bare ids, as the official files have them; BadInput where two tasks of
// different sets share one.
nlohmann::json arcSubmission(const OutcomeTable& table, int64_t seed);

} // namespace ttt
