// Run events as lines of metrics.jsonl and predictions.jsonl, and back. Called by the run folder's
// writer and reader and by nothing else; what the lines mean is said in run_events.h.
//
//   metrics.jsonl      {"step", "loss", "held_out_loss"?, "learning_rate", "gradient_norm",
//                       "tokens", "elapsed_ms"}; losses in nats, null where not finite
//   predictions.jsonl  {"kind": "snapshot" | "candidate" | "attempts", "step"?, "task", "test",
//                       "with_ttt"?, "view", "view_index", "grid" | "text", "log_probability",
//                       "cell_probabilities"?, "options"?: [{"text", "log_probability"}, ...]} or
//                       "attempts": [value, ...],
//                       "rescored"?: [{"answer", "mean_log_probability"}, ...]
#pragma once

#include "core/runs/run_events.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ttt {

nlohmann::json toJson(const StepMetrics& metrics);
nlohmann::json toJson(const PredictionSnapshot& snapshot);
nlohmann::json toJson(const InterimAnswer& answer);
nlohmann::json toJson(const CandidateFound& found);
nlohmann::json toJson(const AttemptsChosen& chosen);

// place: file and line, named in the BadInput that a wrong line throws.
StepMetrics stepFromJson(const nlohmann::json& line, const std::string& place);
// A PredictionSnapshot, CandidateFound, AttemptsChosen or InterimAnswer, by its "kind".
RunEvent predictionFromJson(const nlohmann::json& line, const std::string& place);

// The member "rescored": [{"answer": value, "mean_log_probability"}, ...]; none where it is empty.
void addRescored(nlohmann::json& object, const std::vector<RescoredAnswer>& rescored);
std::vector<RescoredAnswer> rescoredFrom(const nlohmann::json& object, const std::string& place);

// A member of a stored object; BadInput naming place and key where it is missing or of another
// type than T. Shared by the readers of run and suite folders.
template <typename T>
T storedMember(const nlohmann::json& object, const char* key, const std::string& place);
// The same for a member that may be absent or null.
template <typename T>
T storedMemberOr(const nlohmann::json& object, const char* key, const std::string& place,
                 T fallback);

} // namespace ttt
