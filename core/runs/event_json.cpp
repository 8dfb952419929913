#include "core/runs/event_json.h"

#include "core/base/error.h"
#include "core/tasks/arc_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// A number that may be null, as JSON has no NaN.
double numberOrNan(const json& line, const char* key) {
    const auto found = line.find(key);
    if (found == line.end() || !found->is_number()) return std::numeric_limits<double>::quiet_NaN();
    return found->get<double>();
}

// Four decimals are enough for a heat map and keep the file a quarter of its size.
json probabilitiesToJson(const std::vector<float>& probabilities) {
    json rounded = json::array();
    for (const float p : probabilities)
        rounded.push_back(std::round(static_cast<double>(p) * 1e4) / 1e4);
    return rounded;
}

void addCandidate(json& line, const Candidate& candidate) {
    line["view"] = candidate.view;
    line["view_index"] = candidate.viewIndex;
    const bool isGrid = std::holds_alternative<Grid>(candidate.answer);
    line[isGrid ? "grid" : "text"] = toJson(candidate.answer);
    if (!candidate.raw.empty()) line["raw"] = candidate.raw;
    line["log_probability"] = candidate.logProbability;
    if (!candidate.cellProbabilities.empty()) {
        line["cell_probabilities"] = probabilitiesToJson(candidate.cellProbabilities);
    }
    for (const OptionScore& option : candidate.options) {
        line["options"].push_back(
            {{"text", option.text}, {"log_probability", option.logProbability}});
    }
}

Candidate candidateFromJson(const json& line, const std::string& place) {
    Candidate candidate;
    candidate.view = storedMember<std::string>(line, "view", place);
    candidate.viewIndex = storedMember<int>(line, "view_index", place);
    if (line.contains("text")) {
        candidate.answer = storedMember<std::string>(line, "text", place);
    } else if (line.contains("grid")) {
        candidate.answer = gridFromJson(line["grid"], place + ":/grid");
    } else {
        throw Error(ErrorKind::BadInput, place, "found neither \"grid\" nor \"text\"");
    }
    candidate.raw = storedMemberOr<std::string>(line, "raw", place, {});
    candidate.logProbability = numberOrNan(line, "log_probability");
    if (line.contains("cell_probabilities")) {
        candidate.cellProbabilities =
            storedMember<std::vector<float>>(line, "cell_probabilities", place);
    }
    if (!line.contains("options")) return candidate;
    for (const json& option : storedMember<json>(line, "options", place)) {
        candidate.options.push_back({storedMember<std::string>(option, "text", place),
                                     numberOrNan(option, "log_probability")});
    }
    return candidate;
}

json attemptsToJson(const std::vector<Value>& attempts) {
    json list = json::array();
    for (const Value& attempt : attempts) list.push_back(toJson(attempt));
    return list;
}

std::vector<Value> attemptsFromJson(const json& line, const std::string& place) {
    std::vector<Value> attempts;
    for (const json& attempt : storedMember<json>(line, "attempts", place)) {
        attempts.push_back(valueFromJson(attempt, place + ":/attempts"));
    }
    return attempts;
}

} // namespace

template <typename T>
T storedMember(const json& object, const char* key, const std::string& place) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || found == object.end()) {
        throw Error(ErrorKind::BadInput, place, std::string("the key \"") + key + "\" is missing");
    }
    try {
        return found->template get<T>();
    } catch (const json::exception&) {
        throw Error(ErrorKind::BadInput, place,
                    std::string("\"") + key + "\" is a " + found->type_name() +
                        ", expected another type");
    }
}

template <typename T>
T storedMemberOr(const json& object, const char* key, const std::string& place, T fallback) {
    if (!object.is_object() || !object.contains(key) || object[key].is_null()) return fallback;
    return storedMember<T>(object, key, place);
}

// The types that run and suite folders hold.
#define TTT_STORED(...)                                                                            \
    template __VA_ARGS__ storedMember(const json&, const char*, const std::string&);               \
    template __VA_ARGS__ storedMemberOr(const json&, const char*, const std::string&, __VA_ARGS__)
TTT_STORED(std::string);
TTT_STORED(std::vector<std::string>);
TTT_STORED(std::vector<int64_t>);
TTT_STORED(std::vector<float>);
TTT_STORED(bool);
TTT_STORED(int);
TTT_STORED(int64_t);
TTT_STORED(double);
TTT_STORED(json);
#undef TTT_STORED

json toJson(const StepMetrics& metrics) {
    json line{{"step", metrics.step},
              {"loss", metrics.lossNats},
              {"learning_rate", metrics.learningRate},
              {"gradient_norm", metrics.gradientNorm},
              {"tokens", metrics.tokens},
              {"elapsed_ms", metrics.elapsedMs}};
    if (!std::isnan(metrics.heldOutLossNats)) line["held_out_loss"] = metrics.heldOutLossNats;
    return line;
}

json toJson(const PredictionSnapshot& snapshot) {
    json line{{"kind", "snapshot"},
              {"step", snapshot.step},
              {"task", snapshot.taskId},
              {"test", snapshot.test}};
    addCandidate(line, snapshot.candidate);
    return line;
}

json toJson(const CandidateFound& found) {
    json line{{"kind", "candidate"},
              {"step", found.step},
              {"task", found.taskId},
              {"test", found.test},
              {"with_ttt", found.withTtt}};
    addCandidate(line, found.candidate);
    return line;
}

void addRescored(json& object, const std::vector<RescoredAnswer>& rescored) {
    for (const RescoredAnswer& leader : rescored) {
        object["rescored"].push_back({{"answer", toJson(leader.answer)},
                                      {"mean_log_probability", leader.meanLogProbability}});
    }
}

std::vector<RescoredAnswer> rescoredFrom(const json& object, const std::string& place) {
    std::vector<RescoredAnswer> rescored;
    for (const json& leader : storedMemberOr<json>(object, "rescored", place, json::array())) {
        rescored.push_back(
            {valueFromJson(storedMember<json>(leader, "answer", place), place + ":/rescored"),
             numberOrNan(leader, "mean_log_probability")});
    }
    return rescored;
}

json toJson(const AttemptsChosen& chosen) {
    json line{{"kind", "attempts"},
              {"task", chosen.taskId},
              {"test", chosen.test},
              {"with_ttt", chosen.withTtt},
              {"attempts", attemptsToJson(chosen.attempts)}};
    addRescored(line, chosen.rescored);
    return line;
}

json toJson(const InterimAnswer& answer) {
    return {{"kind", "interim"},
            {"step", answer.step},
            {"task", answer.taskId},
            {"test", answer.test},
            {"agreement", answer.agreement},
            {"attempts", attemptsToJson(answer.attempts)}};
}

StepMetrics stepFromJson(const json& line, const std::string& place) {
    StepMetrics metrics;
    metrics.step = storedMember<int64_t>(line, "step", place);
    metrics.lossNats = numberOrNan(line, "loss");
    metrics.heldOutLossNats = numberOrNan(line, "held_out_loss");
    metrics.learningRate = numberOrNan(line, "learning_rate");
    metrics.gradientNorm = numberOrNan(line, "gradient_norm");
    metrics.tokens = storedMember<int64_t>(line, "tokens", place);
    metrics.elapsedMs = storedMember<double>(line, "elapsed_ms", place);
    return metrics;
}

RunEvent predictionFromJson(const json& line, const std::string& place) {
    const auto kind = storedMember<std::string>(line, "kind", place);
    const auto task = storedMember<std::string>(line, "task", place);
    const int test = storedMember<int>(line, "test", place);
    if (kind == "attempts") {
        return AttemptsChosen{task, test, storedMember<bool>(line, "with_ttt", place),
                              attemptsFromJson(line, place), rescoredFrom(line, place)};
    }
    const auto step = storedMember<int64_t>(line, "step", place);
    if (kind == "interim") {
        return InterimAnswer{step, task, test, attemptsFromJson(line, place),
                             storedMember<double>(line, "agreement", place)};
    }
    const Candidate candidate = candidateFromJson(line, place);
    if (kind == "snapshot") return PredictionSnapshot{step, task, test, candidate};
    if (kind == "candidate") {
        return CandidateFound{step, task, test, storedMember<bool>(line, "with_ttt", place),
                              candidate};
    }
    throw Error(ErrorKind::BadInput, place,
                "found the kind \"" + kind +
                    "\", expected snapshot, candidate, attempts or interim");
}

} // namespace ttt
