#include "app/commands/runs/suites/vote_counts.h"

#include "core/base/error.h"
#include "core/runs/run_folder.h"
#include "core/runs/scores.h"
#include "core/runs/suites/suite.h"
#include "core/vote/vote.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

constexpr const char* kOracle = "oracle";
constexpr int kAttempts = 2;

bool isSolved(const std::string& rule, const FewShotTask& task, const StoredRun& run) {
    const std::string id = qualifiedId(task.set, task.id);
    std::vector<TestAnswer> answers(task.queries.size());
    for (const CandidateFound& found : run.candidates) {
        if (!found.withTtt || found.taskId != id) continue;
        answers.at(static_cast<size_t>(found.test)).candidates.push_back(found.candidate);
    }
    const bool asChosen = rule == "rescored" && run.config.vote.rule == rule;
    for (const AttemptsChosen& chosen : run.attempts) {
        if (!asChosen || !chosen.withTtt || chosen.taskId != id) continue;
        answers.at(static_cast<size_t>(chosen.test)).attempts = chosen.attempts;
    }
    if (rule != kOracle && !asChosen) {
        for (TestAnswer& answer : answers) {
            answer.attempts = vote(answer.candidates, rule, kAttempts);
        }
    }
    const TaskScore score = scoreTask(task, answers);
    if (rule != kOracle) return score.solvedAtTwo;
    return std::ranges::all_of(score.tests, [](const auto& test) { return test && test->oracle; });
}

} // namespace

void requireVoteRules(const std::vector<SweepVote>& votes) {
    std::string known = kOracle;
    for (const VoteRule& rule : voteRules()) known += ", " + rule.name;
    for (const SweepVote& vote : votes) {
        if (vote.rule == kOracle || std::ranges::count(voteRules(), vote.rule, &VoteRule::name)) {
            continue;
        }
        throw Error(ErrorKind::NotFound, "votes",
                    "found \"" + vote.rule + "\", expected one of " + known);
    }
}

json voteCounts(const std::filesystem::path& suiteFolder, const std::vector<SweepVote>& votes) {
    json counts = json::array();
    if (votes.empty() || !Suite::isSuiteFolder(suiteFolder)) return counts;
    const Suite suite = Suite::open(suiteFolder);
    std::vector<int64_t> solved(votes.size(), 0);
    for (const SuiteUnit& unit : suite.units()) {
        if (suite.state(unit) != UnitState::Finished) continue;
        const StoredRun run = readRunFolder(suite.runFolder(unit));
        for (const FewShotTask& task : suite.tasksOf(unit)) {
            for (size_t i = 0; i < votes.size(); ++i) {
                solved[i] += isSolved(votes[i].rule, task, run);
            }
        }
    }
    for (size_t i = 0; i < votes.size(); ++i) {
        json entry{
            {"rule", votes[i].rule}, {"solved", solved[i]}, {"tasks", suite.spec().tasks.size()}};
        if (const auto published = votes[i].publishedSolved) entry["published"] = *published;
        counts.push_back(std::move(entry));
    }
    return counts;
}

} // namespace ttt
