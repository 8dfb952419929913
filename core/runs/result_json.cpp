#include "core/runs/result_json.h"

#include "core/base/error.h"
#include "core/base/optional_json.h"
#include "core/runs/event_json.h"
#include "core/tasks/arc_json.h"
#include "core/tasks/text_answers.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// The text of the likeliest candidate with this answer, else the answer.
std::string rawOf(const std::string& attempt, size_t place, const TestAnswer& answer) {
    if (place < answer.raw.size()) return answer.raw[place];
    const Candidate* best = nullptr;
    for (const Candidate& candidate : answer.candidates) {
        if (candidate.raw.empty() || candidate.answer != Value(attempt)) continue;
        if (best == nullptr || candidate.logProbability > best->logProbability) best = &candidate;
    }
    return best == nullptr ? attempt : best->raw;
}

json attemptToJson(size_t place, const TestAnswer& answer) {
    const Value& attempt = answer.attempts[place];
    if (const std::string* text = std::get_if<std::string>(&attempt)) {
        return {{"raw", rawOf(*text, place, answer)}, {"answer", *text}};
    }
    return toJson(attempt);
}

Value attemptFromJson(const json& attempt, const std::string& place) {
    if (attempt.is_object()) return storedMember<std::string>(attempt, "answer", place);
    return valueFromJson(attempt, place);
}

json scoreToJson(const TestScore& score) {
    return {{"exact_at_1", score.exactAtOne},  {"exact_at_2", score.exactAtTwo},
            {"shape_match", score.shapeMatch}, {"cell_accuracy", score.cellAccuracy},
            {"oracle", score.oracle},          {"rank", score.rank}};
}

TestScore testScoreFromJson(const json& score, const std::string& place) {
    return {storedMember<bool>(score, "exact_at_1", place),
            storedMember<bool>(score, "exact_at_2", place),
            storedMember<bool>(score, "shape_match", place),
            storedMember<double>(score, "cell_accuracy", place),
            storedMember<bool>(score, "oracle", place),
            storedMember<int>(score, "rank", place)};
}

int64_t distinctAnswers(const std::vector<Candidate>& candidates) {
    std::vector<Value> answers;
    for (const Candidate& candidate : candidates) answers.push_back(candidate.answer);
    std::ranges::sort(answers);
    return std::ranges::unique(answers).begin() - answers.begin();
}

json answerToJson(const TestAnswer& answer) {
    json attempts = json::array();
    for (size_t i = 0; i < answer.attempts.size(); ++i) {
        attempts.push_back(attemptToJson(i, answer));
    }
    json stored{{"attempts", std::move(attempts)},
                {"candidates", answer.candidates.size()},
                {"distinct", distinctAnswers(answer.candidates)},
                {"agreement", answer.agreement}};
    if (!answer.missing.empty()) stored["missing"] = answer.missing;
    if (answer.droppedDemonstrations > 0) {
        stored["dropped_demonstrations"] = answer.droppedDemonstrations;
    }
    return stored;
}

void addScores(json& section, const FewShotTask& task, const std::vector<TestAnswer>& answers) {
    const TaskScore score = scoreTask(task, answers);
    for (size_t test = 0; test < answers.size() && test < score.tests.size(); ++test) {
        const std::optional<TestScore>& found = score.tests[test];
        if (!found) continue;
        section["tests"][test]["correct"] = found->exactAtTwo;
        section["tests"][test]["score"] = scoreToJson(*found);
    }
    if (score.known == 0) return;
    section["known"] = score.known;
    section["accuracy"] = score.accuracy;
    section["partial"] = score.partialAtTwo;
    // A task is solved by all of its tests; with some of them secret that cannot be said.
    if (score.known != static_cast<int>(score.tests.size())) return;
    section["solved_at_1"] = score.solvedAtOne;
    section["solved_at_2"] = score.solvedAtTwo;
}

json sectionToJson(const std::vector<TestAnswer>& answers, const FewShotTask* task) {
    json section{{"tests", json::array()}};
    for (const TestAnswer& answer : answers) section["tests"].push_back(answerToJson(answer));
    if (task != nullptr && !answers.empty()) addScores(section, *task, answers);
    return section;
}

const FewShotTask* taskOf(const std::vector<FewShotTask>& tasks, const std::string& id) {
    const auto found = std::ranges::find_if(
        tasks, [&](const FewShotTask& task) { return qualifiedId(task.set, task.id) == id; });
    return found == tasks.end() ? nullptr : &*found;
}

void addAnswers(json& target, const TaskAnswers& answers, const std::vector<FewShotTask>& tasks) {
    const FewShotTask* task = taskOf(tasks, answers.taskId);
    target["task"] = answers.taskId;
    if (task != nullptr && task->form.choices > 0) {
        target["random_guess"] = 1.0 / task->form.choices;
    }
    target["without_ttt"] = sectionToJson(answers.withoutTtt, task);
    target["with_ttt"] = sectionToJson(answers.withTtt, task);
}

json interimToJson(const std::vector<InterimAnswer>& answers,
                   const std::vector<FewShotTask>& tasks) {
    json list = json::array();
    for (const InterimAnswer& answer : answers) {
        json entry = toJson(answer);
        entry.erase("kind");
        const FewShotTask* task = taskOf(tasks, answer.taskId);
        const auto test = static_cast<size_t>(answer.test);
        const bool asked = task != nullptr && test < task->queries.size();
        const std::optional<Value> truth = asked ? task->queries[test].output : std::nullopt;
        if (truth) {
            const auto right = [&truth = *truth](const Value& a) {
                return isRightAnswer(a, truth);
            };
            entry["correct"] = std::ranges::any_of(answer.attempts, right);
        }
        list.push_back(std::move(entry));
    }
    return list;
}

std::optional<double> numberIfAny(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

std::vector<TestAnswer> sectionFromJson(const json& section, const std::string& place) {
    std::vector<TestAnswer> answers;
    for (const json& test : storedMember<json>(section, "tests", place)) {
        TestAnswer answer;
        for (const json& attempt : storedMember<json>(test, "attempts", place)) {
            answer.attempts.push_back(attemptFromJson(attempt, place + "/tests"));
            if (!attempt.is_object()) continue;
            answer.raw.push_back(storedMember<std::string>(attempt, "raw", place + "/tests"));
        }
        answer.agreement = numberIfAny(test, "agreement").value_or(0);
        answer.missing = storedMemberOr<std::string>(test, "missing", place, {});
        answer.droppedDemonstrations =
            storedMemberOr<int64_t>(test, "dropped_demonstrations", place, 0);
        answers.push_back(std::move(answer));
    }
    return answers;
}

TaskAnswers answersFromJson(const json& object, const std::string& place) {
    return {
        storedMember<std::string>(object, "task", place),
        sectionFromJson(storedMember<json>(object, "with_ttt", place), place + ":/with_ttt"),
        sectionFromJson(storedMember<json>(object, "without_ttt", place), place + ":/without_ttt")};
}

RunStatus statusFromName(const std::string& name, const std::string& place) {
    for (const RunStatus status : {RunStatus::Done, RunStatus::Stopped, RunStatus::Failed}) {
        if (name == nameOf(status)) return status;
    }
    throw Error(ErrorKind::BadInput, place + ":/status",
                "found \"" + name + "\", expected done, stopped or failed");
}

// Whether an attempt is words and no grid, be it read from text or not.
bool isText(const json& test) {
    const json attempts = test.value("attempts", json::array());
    if (attempts.empty()) return false;
    const json& first = attempts[0];
    return first.is_string() || (first.is_object() && first.value("answer", json()).is_string());
}

std::optional<StoredScore> scoreFromSection(const json& object, const char* key,
                                            const std::string& place) {
    const json section = storedMember<json>(object, key, place);
    if (!section.is_object() || !section.contains("solved_at_2")) return std::nullopt;
    const std::string at = place + ":/" + key;
    StoredScore score;
    score.solvedAtOne = storedMember<bool>(section, "solved_at_1", at);
    score.solvedAtTwo = storedMember<bool>(section, "solved_at_2", at);
    score.partialAtTwo = storedMember<double>(section, "partial", at);
    score.accuracy = storedMemberOr<double>(section, "accuracy", at, score.partialAtTwo);
    score.oracle = true;
    const json tests = storedMember<json>(section, "tests", at);
    for (const json& test : tests) {
        const TestScore one = testScoreFromJson(storedMember<json>(test, "score", at), at);
        score.cellAccuracy += one.cellAccuracy / static_cast<double>(tests.size());
        score.oracle = score.oracle && one.oracle;
        ++score.verdicts[static_cast<size_t>(verdictOf(one))];
        score.ofTexts = score.ofTexts || isText(test);
    }
    return score;
}

std::vector<json> taskObjects(const json& document, const std::string& place) {
    if (document.contains("tasks")) return storedMember<json>(document, "tasks", place);
    return {document};
}

} // namespace

json resultToJson(const RunResult& result, const std::vector<FewShotTask>& tasks) {
    const RunSeconds& seconds = result.seconds;
    json document{
        {"status", nameOf(result.status)},
        {"model", result.model},
        {"model_hash", result.modelHash},
        {"device", result.device},
        {"seconds",
         {{"load", seconds.load},
          {"augment", seconds.augment},
          {"baseline", seconds.baseline},
          {"train", seconds.train},
          {"decode", seconds.decode},
          {"total", seconds.total}}},
        {"steps", result.steps},
        {"episodes", result.episodes},
        {"trained_tokens", result.trainedTokens},
        {"trained_together", result.trainedTogether},
        {"peak_memory_bytes", result.peakMemoryBytes},
        {"loss",
         {{"first", jsonOrNull(result.firstLossNats)}, {"last", jsonOrNull(result.lastLossNats)}}}};
    if (!result.error.empty()) document["error"] = result.error;
    if (!result.interim.empty()) document["interim"] = interimToJson(result.interim, tasks);
    if (tasks.size() == 1) {
        const std::string id = qualifiedId(tasks[0].set, tasks[0].id);
        addAnswers(document, result.tasks.empty() ? TaskAnswers{id, {}, {}} : result.tasks[0],
                   tasks);
        return document;
    }
    document["tasks"] = json::array();
    for (const TaskAnswers& answers : result.tasks) {
        document["tasks"].emplace_back();
        addAnswers(document["tasks"].back(), answers, tasks);
    }
    return document;
}

RunResult resultFromJson(const json& document, const std::string& place) {
    RunResult result;
    result.status = statusFromName(storedMember<std::string>(document, "status", place), place);
    result.error = storedMemberOr<std::string>(document, "error", place, {});
    result.model = storedMember<std::string>(document, "model", place);
    result.modelHash = storedMemberOr<std::string>(document, "model_hash", place, {});
    result.device = storedMemberOr<std::string>(document, "device", place, {});
    const json seconds = storedMember<json>(document, "seconds", place);
    result.seconds = {
        numberIfAny(seconds, "load").value_or(0),     numberIfAny(seconds, "augment").value_or(0),
        numberIfAny(seconds, "baseline").value_or(0), numberIfAny(seconds, "train").value_or(0),
        numberIfAny(seconds, "decode").value_or(0),   numberIfAny(seconds, "total").value_or(0)};
    result.steps = storedMember<int64_t>(document, "steps", place);
    result.episodes = storedMemberOr<int64_t>(document, "episodes", place, 0);
    result.trainedTokens = storedMemberOr<int64_t>(document, "trained_tokens", place, 0);
    result.trainedTogether = storedMemberOr<int64_t>(document, "trained_together", place, 1);
    result.peakMemoryBytes = storedMemberOr<int64_t>(document, "peak_memory_bytes", place, 0);
    const json loss = storedMember<json>(document, "loss", place);
    result.firstLossNats = numberIfAny(loss, "first");
    result.lastLossNats = numberIfAny(loss, "last");
    for (const json& object : taskObjects(document, place)) {
        result.tasks.push_back(answersFromJson(object, place));
    }
    return result;
}

std::vector<StoredTaskScores> scoresFromJson(const json& document, const std::string& place) {
    std::vector<StoredTaskScores> scores;
    for (const json& object : taskObjects(document, place)) {
        scores.push_back({storedMember<std::string>(object, "task", place),
                          scoreFromSection(object, "with_ttt", place),
                          scoreFromSection(object, "without_ttt", place)});
    }
    return scores;
}

} // namespace ttt
