#include "core/runs/suites/summary.h"

#include "core/base/files.h"
#include "core/base/optional_json.h"
#include "core/runs/statistics.h"
#include "core/runs/suites/published.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace ttt {

using nlohmann::json;

namespace {

using Rows = std::vector<const TaskOutcome*>;
using Side = std::optional<StoredScore> TaskOutcome::*;

double atOne(const StoredScore& score) { return score.solvedAtOne ? 1 : 0; }
double atTwo(const StoredScore& score) { return score.solvedAtTwo ? 1 : 0; }
double accuracy(const StoredScore& score) { return score.accuracy; }
double partial(const StoredScore& score) { return score.partialAtTwo; }
double cells(const StoredScore& score) { return score.cellAccuracy; }
double oracle(const StoredScore& score) { return score.oracle ? 1 : 0; }

struct Measure {
    const char* name;
    double (*of)(const StoredScore&);
};
constexpr Measure kMeasures[] = {{"pass_at_1", atOne},     {"pass_at_2", atTwo},
                                 {"accuracy", accuracy},   {"partial", partial},
                                 {"cell_accuracy", cells}, {"oracle", oracle}};

Rows scorable(const OutcomeTable& table) {
    Rows rows;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.truthKnown) rows.push_back(&outcome);
    }
    return rows;
}

template <typename Keep>
Rows filtered(const Rows& rows, const Keep& keep) {
    Rows kept;
    std::ranges::copy_if(rows, std::back_inserter(kept),
                         [&](const TaskOutcome* row) { return keep(*row); });
    return kept;
}

double valueOf(const TaskOutcome& row, Side side, const Measure& measure) {
    const auto& outcome = row.*side;
    return outcome ? measure.of(*outcome) : 0; // not answered counts as wrong
}

double meanOf(const Rows& rows, Side side, const Measure& measure) {
    double sum = 0;
    for (const TaskOutcome* row : rows) sum += valueOf(*row, side, measure);
    return rows.empty() ? 0 : sum / static_cast<double>(rows.size());
}

bool anyAnswered(const Rows& rows, Side side) {
    return std::ranges::any_of(rows,
                               [&](const TaskOutcome* row) { return (row->*side).has_value(); });
}

int64_t solvedCount(const Rows& rows, Side side) {
    return std::ranges::count_if(rows, [&](const TaskOutcome* row) {
        return valueOf(*row, side, {"", atTwo}) > 0;
    });
}

// How many tests of grids were right, and in what way the others were wrong, over all seeds.
json testsByVerdict(const Rows& rows, Side side) {
    std::array<int64_t, kTestVerdicts> counts{};
    for (const TaskOutcome* row : rows) {
        const auto& score = row->*side;
        if (!score || score->ofTexts) continue;
        for (size_t i = 0; i < kTestVerdicts; ++i) counts[i] += score->verdicts[i];
    }
    json tests;
    for (size_t i = 0; i < kTestVerdicts; ++i) {
        tests[nameOf(static_cast<TestVerdict>(i))] = counts[i];
    }
    return tests;
}

json sideWithSeeds(const Rows& rows, Side side, const std::vector<int64_t>& seeds) {
    if (!anyAnswered(rows, side)) return nullptr;
    json result;
    for (const Measure& measure : kMeasures) {
        std::vector<double> perSeed;
        for (const int64_t seed : seeds) {
            const auto ofSeed = [seed](const TaskOutcome& row) { return row.seed == seed; };
            perSeed.push_back(meanOf(filtered(rows, ofSeed), side, measure));
        }
        result[measure.name] = toJson(meanAndSem(perSeed));
    }
    json solved = json::array();
    for (const int64_t seed : seeds) {
        const Rows ofSeed =
            filtered(rows, [seed](const TaskOutcome& row) { return row.seed == seed; });
        solved.push_back(solvedCount(ofSeed, side));
    }
    result["solved"] = std::move(solved);
    result["tests"] = testsByVerdict(rows, side);
    if (seeds.size() == 1) {
        const Interval interval =
            wilsonInterval(solvedCount(rows, side), static_cast<int64_t>(rows.size()));
        result["pass_at_2"]["interval_95"] = {interval.low, interval.high};
    }
    return result;
}

json plainSide(const Rows& rows, Side side) {
    if (!anyAnswered(rows, side)) return nullptr;
    json result;
    for (const Measure& measure : kMeasures) {
        std::vector<double> values; // of a task: one a seed
        for (const TaskOutcome* row : rows) values.push_back(valueOf(*row, side, measure));
        const MeanAndSem mean = meanAndSem(values);
        result[measure.name] = mean.mean;
        if (mean.sem) result["sem"][measure.name] = *mean.sem;
    }
    return result;
}

// What a folder's tasks are measured by: questions answered in words by the share that is right.
const char* measureOf(const Rows& rows) {
    const auto hasQuestions = [](const TaskOutcome* row) { return !row->questions.empty(); };
    return !rows.empty() && std::ranges::all_of(rows, hasQuestions) ? "accuracy" : "solved";
}

std::string levelOf(const TaskOutcome& row) { return row.level; }

std::string sizeOf(const TaskOutcome& row) {
    if (row.side == 0) return {};
    return row.side <= 10 ? "1-10" : row.side <= 20 ? "11-20" : "21-30";
}

// Of the rows of each level or size that occurs.
template <typename Section>
json grouped(const Rows& rows, std::string (*groupOf)(const TaskOutcome&), const Section& section) {
    std::set<std::string> names;
    for (const TaskOutcome* row : rows) names.insert(groupOf(*row));
    json groups = json::object();
    for (const std::string& name : names) {
        const auto belongs = [&](const TaskOutcome& row) { return groupOf(row) == name; };
        if (!name.empty()) groups[name] = section(filtered(rows, belongs));
    }
    return groups;
}

size_t distinctTasks(const Rows& rows) {
    std::set<std::string> ids;
    for (const TaskOutcome* row : rows) ids.insert(row->taskId);
    return ids.size();
}

json denominators(const OutcomeTable& table) {
    int64_t tests = 0;
    std::map<std::string, int64_t> runs{{"done", 0}, {"stopped", 0}, {"failed", 0}, {"missing", 0}};
    for (const TaskOutcome& outcome : table.outcomes) {
        ++runs[outcome.status ? nameOf(*outcome.status) : "missing"];
        if (outcome.seed == table.seeds.front() && outcome.truthKnown) tests += outcome.tests;
    }
    const size_t known = distinctTasks(scorable(table));
    return {{"tasks", known},
            {"tests", tests},
            {"tasks_with_unknown_answers", table.taskIds.size() - known},
            {"seeds", table.seeds.size()},
            {"runs", runs},
            {"rule", "shares are of all tasks with known answers, run or not; a task is solved "
                     "when all of its tests are"}};
}

// Before and after TTT: of the task at two attempts, or of each of its questions.
struct BeforeAndAfter {
    std::string name;
    bool before;
    bool after;
};

// None of a run that ended between its two answers, which says nothing of what training does.
std::vector<BeforeAndAfter> pairsOf(const TaskOutcome& row) {
    if (row.withoutScore && !row.withScore) return {};
    if (row.questions.empty()) {
        return {{row.taskId, valueOf(row, &TaskOutcome::withoutScore, {"", atTwo}) > 0,
                 valueOf(row, &TaskOutcome::withScore, {"", atTwo}) > 0}};
    }
    std::vector<BeforeAndAfter> pairs;
    for (const AnsweredQuestion& asked : row.questions) {
        pairs.push_back({row.taskId + ": " + asked.question, asked.withoutTtt, asked.withTtt});
    }
    return pairs;
}

// The exact test needs one pair a task or question, so it is made on the first seed, and the
// interval on their means over the seeds that asked them.
json pairedTest(const OutcomeTable& table) {
    const Rows rows = scorable(table);
    if (!anyAnswered(rows, &TaskOutcome::withScore) ||
        !anyAnswered(rows, &TaskOutcome::withoutScore)) {
        return nullptr;
    }
    int64_t gained = 0;
    int64_t lost = 0;
    int64_t both = 0;
    int64_t neither = 0;
    std::map<std::string, std::vector<double>> overSeeds;
    for (const TaskOutcome* row : rows) {
        for (const auto& [name, before, after] : pairsOf(*row)) {
            overSeeds[name].push_back((after ? 1 : 0) - (before ? 1 : 0));
            if (row->seed != table.seeds.front()) continue;
            ++(after ? (before ? both : gained) : (before ? lost : neither));
        }
    }
    std::vector<double> differences;
    for (const auto& [name, of] : overSeeds) differences.push_back(meanAndSem(of).mean);
    const Interval interval = pairedBootstrap(differences);
    const bool ofTasks =
        std::ranges::all_of(rows, [](const TaskOutcome* row) { return row->questions.empty(); });
    return {{"of", ofTasks ? "tasks" : "questions"},
            {"gained", gained},
            {"lost", lost},
            {"both", both},
            {"neither", neither},
            {"mcnemar_exact_p", mcnemarExact(gained, lost)},
            {"difference", meanAndSem(differences).mean},
            {"interval_95", {interval.low, interval.high}}};
}

json runEntry(const TaskOutcome& row) {
    json entry{{"seed", row.seed},
               {"status", row.status ? json(nameOf(*row.status)) : json(nullptr)},
               {"seconds", row.seconds},
               {"without_ttt", plainSide({&row}, &TaskOutcome::withoutScore)},
               {"with_ttt", plainSide({&row}, &TaskOutcome::withScore)}};
    if (!row.error.empty()) entry["error"] = row.error;
    return entry;
}

// Questions of a task answered in words that TTT gained and lost, under all seeds together.
void addGains(json& entry, const Rows& rows) {
    if (!anyAnswered(rows, &TaskOutcome::withScore) ||
        !anyAnswered(rows, &TaskOutcome::withoutScore)) {
        return;
    }
    int64_t gained = 0;
    int64_t lost = 0;
    for (const TaskOutcome* row : rows) {
        for (const auto& [name, before, after] : pairsOf(*row)) {
            gained += after && !before ? 1 : 0;
            lost += before && !after ? 1 : 0;
        }
    }
    entry["gained"] = gained;
    entry["lost"] = lost;
}

json taskEntry(const OutcomeTable& table, const std::string& id) {
    Rows rows;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.taskId == id) rows.push_back(&outcome);
    }
    json entry{{"id", id},
               {"tests", rows.front()->tests},
               {"without_ttt", plainSide(rows, &TaskOutcome::withoutScore)},
               {"with_ttt", plainSide(rows, &TaskOutcome::withScore)},
               {"runs", json::array()}};
    if (!rows.front()->level.empty()) entry["level"] = rows.front()->level;
    if (!rows.front()->questions.empty()) addGains(entry, rows);
    for (const TaskOutcome* row : rows) entry["runs"].push_back(runEntry(*row));
    return entry;
}

// One side's published accuracies, of each of the tasks and in their mean.
json publishedSide(const std::optional<PublishedMethod>& method,
                   const std::vector<std::string>& taskIds) {
    if (!method) return nullptr;
    json tasks = json::object();
    for (const std::string& id : taskIds) {
        const auto found = method->accuracy.find(id);
        if (found != method->accuracy.end()) tasks[id] = found->second;
    }
    if (tasks.empty()) return nullptr;
    return {{"preset", method->preset},
            {"source", method->source},
            {"tasks", std::move(tasks)},
            {"mean", jsonOrNull(publishedMean(*method, taskIds))}};
}

json publishedOf(const OutcomeTable& table) {
    const bool trains = table.config.adapt.method != "none";
    return {{"without_ttt", publishedSide(publishedWithoutTtt(table.config), table.taskIds)},
            {"with_ttt",
             trains ? publishedSide(publishedMethod(table.config), table.taskIds) : json(nullptr)}};
}

json secondsOf(const OutcomeTable& table) {
    std::vector<double> seconds;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.status == RunStatus::Done) seconds.push_back(outcome.seconds);
    }
    const double mean = meanAndSem(seconds).mean;
    std::ranges::sort(seconds);
    return {{"mean", mean},
            {"median", seconds.empty() ? 0 : seconds[(seconds.size() - 1) / 2]},
            {"most", seconds.empty() ? 0 : seconds.back()},
            {"total", mean * static_cast<double>(seconds.size())}};
}

} // namespace

json suiteSummary(const OutcomeTable& table) {
    const Rows rows = scorable(table);
    json summary{{"folder", table.folder.string()},
                 {"model", table.model},
                 {"seeds", table.seeds},
                 {"measure", measureOf(rows)},
                 {"denominators", denominators(table)},
                 {"tasks", json::array()},
                 {"paired", pairedTest(table)},
                 {"seconds", secondsOf(table)}};
    for (const std::string& id : table.taskIds) summary["tasks"].push_back(taskEntry(table, id));
    if (summary["measure"] == "accuracy") summary["published"] = publishedOf(table);
    const auto bothSides = [&](const Rows& of) -> json {
        return {{"tasks", distinctTasks(of)},
                {"without_ttt", sideWithSeeds(of, &TaskOutcome::withoutScore, table.seeds)},
                {"with_ttt", sideWithSeeds(of, &TaskOutcome::withScore, table.seeds)}};
    };
    summary["total"] = bothSides(rows);
    summary["by_level"] = grouped(rows, levelOf, bothSides);
    summary["by_size"] = grouped(rows, sizeOf, bothSides);
    return summary;
}

json scoreSummary(const OutcomeTable& table) {
    const auto section = [&](const Rows& rows, Side side) -> json {
        json result{{"tasks", distinctTasks(rows)},
                    {"solved", static_cast<double>(solvedCount(rows, side)) /
                                   static_cast<double>(table.seeds.size())}};
        for (const Measure& measure : kMeasures) {
            result[measure.name] = meanOf(rows, side, measure);
        }
        if (table.seeds.size() == 1) result["solved"] = solvedCount(rows, side);
        result["tests"] = testsByVerdict(rows, side);
        return result;
    };
    const Rows rows = scorable(table);
    const bool hasBaseline = anyAnswered(rows, &TaskOutcome::withoutScore);
    const bool trained = anyAnswered(rows, &TaskOutcome::withScore) ||
                         std::ranges::none_of(rows, [](const TaskOutcome* row) {
                             return row->status == RunStatus::Done && row->withoutScore;
                         });
    const Side side = trained ? &TaskOutcome::withScore : &TaskOutcome::withoutScore;
    json summary = section(rows, side);
    summary["trained"] = trained;
    summary["folder"] = table.folder.string();
    summary["measure"] = measureOf(rows);
    summary["denominators"] = denominators(table);
    summary["without_ttt"] =
        hasBaseline ? section(rows, &TaskOutcome::withoutScore) : json(nullptr);
    summary["paired"] = pairedTest(table);
    const auto ofSide = [&](const Rows& of) { return section(of, side); };
    summary["by_level"] = grouped(rows, levelOf, ofSide);
    summary["by_size"] = grouped(rows, sizeOf, ofSide);
    return summary;
}

json writeSuiteSummary(const std::filesystem::path& folder) {
    const json summary = suiteSummary(readOutcomes(folder));
    writeFileAtomically(folder / "summary.json", summary.dump(1) + "\n");
    return summary;
}

} // namespace ttt
