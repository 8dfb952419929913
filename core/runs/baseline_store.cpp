#include "core/runs/baseline_store.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/config/config_json.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"
#include "core/tasks/reasoned_examples.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

json contentOf(const SolverTask& task) {
    FewShotTask content{{}, {}, task.examples, {}};
    for (const Value& query : task.queries) content.queries.push_back({query, {}});
    return toArcJson(content);
}

// Candidates are stored as the lines of predictions.jsonl are.
json toJson(const TestAnswer& answer) {
    json stored{{"agreement", answer.agreement},
                {"attempts", json::array()},
                {"candidates", json::array()}};
    for (const Value& attempt : answer.attempts) stored["attempts"].push_back(toJson(attempt));
    for (const Candidate& candidate : answer.candidates) {
        stored["candidates"].push_back(toJson(CandidateFound{0, "", 0, false, candidate}));
    }
    addRescored(stored, answer.rescored);
    if (!answer.missing.empty()) stored["missing"] = answer.missing;
    if (answer.droppedDemonstrations > 0) stored["dropped"] = answer.droppedDemonstrations;
    return stored;
}

TestAnswer answerFromJson(const json& stored, const std::string& place) {
    TestAnswer answer;
    answer.agreement = storedMember<double>(stored, "agreement", place);
    for (const json& attempt : storedMember<json>(stored, "attempts", place)) {
        answer.attempts.push_back(valueFromJson(attempt, place));
    }
    for (const json& line : storedMember<json>(stored, "candidates", place)) {
        answer.candidates.push_back(
            std::get<CandidateFound>(predictionFromJson(line, place)).candidate);
    }
    answer.rescored = rescoredFrom(stored, place);
    answer.missing = storedMemberOr<std::string>(stored, "missing", place, {});
    answer.droppedDemonstrations = storedMemberOr<int64_t>(stored, "dropped", place, 0);
    return answer;
}

} // namespace

std::string baselineKey(const SolverTask& task, const std::string& modelHash,
                        const RunConfig& config) {
    const json fields = toJson(config);
    json key{{"task", contentOf(task)},     {"model", modelHash},
             {"limits", fields.at("task")}, {"decode", fields.at("decode")},
             {"vote", fields.at("vote")},   {"seed", config.run.seed},
             {"dtype", config.run.dtype}};
    if (!task.form.instruction.empty() || !task.form.answerFormat.empty()) {
        key["asked_by"] = {task.form.instruction, task.form.answerFormat};
    }
    // How a text is read decides what the answer is.
    for (const auto& [kind, name] : kAnswerKinds) {
        if (task.form.answer == kind && kind != AnswerKind::Word) key["read_as"] = name;
    }
    if (config.task.format == "chain-of-thought" && !task.form.reasoned.empty()) {
        key["reasoned"] = toJson(task.form.reasoned);
    }
    if (config.run.quantization != "none") key["quantization"] = config.run.quantization;
    // The orders of answering are drawn after those of training.
    if (config.decode.queries == "orders" && config.decode.orders > 0) {
        key["orders"] = {config.adapt.method, config.adapt.episodes, config.adapt.permuteOrder,
                         config.adapt.orders, task.itemCount};
    }
    return sha256Hex(key.dump());
}

std::optional<std::vector<TestAnswer>> BaselineStore::find(const std::string& key) const {
    const std::filesystem::path path = folder_ / (key + ".json");
    try {
        const json document = readJson(path);
        std::vector<TestAnswer> answers;
        for (const json& stored : storedMember<json>(document, "tests", path.string())) {
            answers.push_back(answerFromJson(stored, path.string()));
        }
        return answers;
    } catch (const Error&) {
        return std::nullopt;
    }
}

void BaselineStore::keep(const std::string& key, const std::vector<TestAnswer>& answers) const {
    json document{{"format_version", 1}, {"tests", json::array()}};
    for (const TestAnswer& answer : answers) document["tests"].push_back(toJson(answer));
    writeFileAtomically(folder_ / (key + ".json"), document.dump() + "\n");
}

} // namespace ttt
