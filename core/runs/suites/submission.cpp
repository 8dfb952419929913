#include "core/runs/suites/submission.h"

#include "core/base/error.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

json entryOf(const TaskOutcome& outcome, size_t test) {
    std::vector<Value> attempts;
    if (test < outcome.withTtt.size()) attempts = outcome.withTtt[test].attempts;
    if (attempts.empty()) attempts.emplace_back(Grid(1, 1));
    return {{"attempt_1", toJson(attempts[0])},
            {"attempt_2", toJson(attempts[attempts.size() > 1])}};
}

} // namespace

json arcSubmission(const OutcomeTable& table, int64_t seed) {
    if (std::ranges::count(table.seeds, seed) == 0) {
        throw Error(ErrorKind::NotFound, table.folder.string(),
                    "no run has the seed " + std::to_string(seed));
    }
    json submission = json::object();
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.seed != seed) continue;
        if (!outcome.questions.empty()) {
            throw Error(ErrorKind::BadInput, table.folder.string(),
                        "found " + outcome.taskId + ", a task of texts, expected tasks of grids");
        }
        const std::string id = outcome.taskId.substr(outcome.taskId.find(':') + 1);
        if (submission.contains(id)) {
            throw Error(ErrorKind::BadInput, table.folder.string(),
                        "two tasks have the id " + id + ", which a submission cannot tell apart");
        }
        submission[id] = json::array();
        for (int test = 0; test < outcome.tests; ++test) {
            submission[id].push_back(entryOf(outcome, static_cast<size_t>(test)));
        }
    }
    return submission;
}

} // namespace ttt
