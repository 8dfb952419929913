#include "core/runs/suites/sweep.h"

#include "core/base/files.h"
#include "core/base/named_resources.h"
#include "core/config/config_json.h"
#include "core/runs/event_json.h"
#include "core/runs/statistics.h"
#include "core/runs/suites/outcomes.h"
#include "core/runs/suites/published.h"
#include "core/runs/suites/suite.h"
#include "core/tasks/arc_json.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::optional<double> publishedOf(const json& value, const std::string& place) {
    if (value.is_null()) return std::nullopt;
    if (value.is_number() && value.get<double>() >= 0) return value.get<double>();
    throw Error(ErrorKind::BadInput, place,
                "found " + value.dump() + ", expected a number that is not negative");
}

// A count of tasks.
std::optional<int64_t> publishedCount(const json& value, const std::string& place) {
    if (value.is_null()) return std::nullopt;
    if (value.is_number_integer() && value.get<int64_t>() >= 0) return value.get<int64_t>();
    throw Error(ErrorKind::BadInput, place,
                "found " + value.dump() + ", expected a count of tasks");
}

bool measuresAccuracy(const json& document, const std::string& place) {
    const std::string measure = document.value("measure", "solved");
    if (measure == "solved" || measure == "accuracy") return measure == "accuracy";
    throw Error(ErrorKind::BadInput, place + ":/measure",
                "found \"" + measure + "\", expected \"solved\" or \"accuracy\"");
}

bool isFolderName(const std::string& name) {
    return !name.empty() && name.front() != '.' && std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    });
}

SweepVariant variantFrom(const json& entry, const std::string& place, const RunConfig& base) {
    SweepVariant variant;
    variant.name = storedMember<std::string>(entry, "name", place);
    if (!isFolderName(variant.name)) {
        throw Error(ErrorKind::BadInput, place + "/name",
                    "found \"" + variant.name + "\", expected letters, digits, - and _");
    }
    variant.description = entry.value("description", "");
    variant.config = base;
    if (entry.contains("config")) {
        variant.config = configFromJson(entry.at("config"), place + "/config", base);
    }
    if (entry.contains("published")) {
        variant.published = publishedOf(entry.at("published"), place + "/published");
    }
    return variant;
}

void requireReference(const Sweep& sweep, const std::string& place) {
    std::map<std::string, int> names;
    for (const SweepVariant& variant : sweep.variants) {
        if (++names[variant.name] > 1) {
            throw Error(ErrorKind::BadInput, place + ":/variants",
                        "found \"" + variant.name + "\" twice, expected distinct names");
        }
    }
    if (!names.contains(sweep.reference)) {
        throw Error(ErrorKind::BadInput, place + ":/reference",
                    "found \"" + sweep.reference + "\", expected the name of a variant");
    }
}

// A variant's score of each task and seed.
using Scores = std::map<std::pair<std::string, int64_t>, StoredScore>;

Scores scoresOf(const OutcomeTable& table) {
    Scores scores;
    for (const TaskOutcome& outcome : table.outcomes) {
        const std::optional<StoredScore>& score = outcome.score();
        if (outcome.truthKnown && score) scores[{outcome.taskId, outcome.seed}] = *score;
    }
    return scores;
}

// Tasks whose share of right answers, over the seeds that both have, is higher or lower.
json accuraciesAgainst(const Scores& scores, const Scores& reference) {
    std::map<std::string, std::vector<double>> byTask;
    for (const auto& [key, score] : scores) {
        const auto other = reference.find(key);
        if (other == reference.end()) continue;
        byTask[key.first].push_back(score.accuracy - other->second.accuracy);
    }
    std::vector<double> differences;
    for (const auto& [task, values] : byTask) differences.push_back(meanAndSem(values).mean);
    const Interval interval = pairedBootstrap(differences);
    return {{"better", std::ranges::count_if(differences, [](double d) { return d > 0; })},
            {"worse", std::ranges::count_if(differences, [](double d) { return d < 0; })},
            {"difference", meanAndSem(differences).mean},
            {"difference_interval_95", {interval.low, interval.high}}};
}

json againstReference(const Scores& scores, const Scores& reference) {
    int64_t gained = 0;
    int64_t lost = 0;
    int64_t pairs = 0;
    for (const auto& [key, score] : scores) {
        const auto other = reference.find(key);
        if (other == reference.end()) continue;
        ++pairs;
        gained += score.solvedAtTwo && !other->second.solvedAtTwo;
        lost += !score.solvedAtTwo && other->second.solvedAtTwo;
    }
    json result = accuraciesAgainst(scores, reference);
    result.update({{"pairs", pairs},
                   {"gained", gained},
                   {"lost", lost},
                   {"mcnemar_exact_p", mcnemarExact(gained, lost)}});
    return result;
}

// Of each seed over its tasks.
std::vector<double> meansOfSeeds(const Scores& scores) {
    std::map<int64_t, std::vector<double>> bySeed;
    for (const auto& [key, score] : scores) bySeed[key.second].push_back(score.accuracy);
    std::vector<double> means;
    for (const auto& entry : bySeed) means.push_back(meanAndSem(entry.second).mean);
    return means;
}

json entryOf(const OutcomeTable& table, const Scores& scores) {
    int64_t atOne = 0;
    int64_t atTwo = 0;
    int64_t oracle = 0;
    for (const auto& [key, score] : scores) {
        atOne += score.solvedAtOne;
        atTwo += score.solvedAtTwo;
        oracle += score.oracle;
    }
    const auto known = std::ranges::count(table.outcomes, true, &TaskOutcome::truthKnown);
    std::vector<double> seconds;
    for (const TaskOutcome& outcome : table.outcomes) {
        if (outcome.status == RunStatus::Done) seconds.push_back(outcome.seconds);
    }
    const auto share = [known](int64_t count) {
        return known == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(known);
    };
    const Interval interval = wilsonInterval(atTwo, known);
    return {{"tasks", known},
            {"finished", scores.size()},
            {"solved", atTwo},
            {"pass_at_1", share(atOne)},
            {"pass_at_2", share(atTwo)},
            {"interval_95", {interval.low, interval.high}},
            {"accuracy", toJson(meanAndSem(meansOfSeeds(scores)))},
            {"oracle", oracle},
            {"seconds", meanAndSem(seconds).mean}};
}

// What the source has for the method over the very tasks of the suite, in percent.
json publishedOf(const OutcomeTable& table) {
    const std::optional<PublishedMethod> method = publishedMethod(table.config);
    const auto mean = method ? publishedMean(*method, table.taskIds) : std::nullopt;
    return mean ? json(100 * *mean) : json(nullptr);
}

} // namespace

std::vector<std::string> sweepNames() { return resourceNames("sweeps"); }

Sweep loadSweep(const std::string& nameOrFile, const BaseConfig& baseConfig) {
    const fs::path file = namedResource("sweeps", nameOrFile, "sweep", "file");
    const std::string place = file.string();
    const json document = parseJson(readFile(file, size_t{1} << 20), place);
    Sweep sweep;
    sweep.reference = storedMember<std::string>(document, "reference", place);
    sweep.description = document.value("description", "");
    sweep.byAccuracy = measuresAccuracy(document, place);
    RunConfig base = baseConfig(document.value("base", "standard"));
    if (document.contains("config")) {
        base = configFromJson(document.at("config"), place + ":/config", base);
    }
    const json variants = storedMember<json>(document, "variants", place);
    for (size_t i = 0; i < variants.size(); ++i) {
        sweep.variants.push_back(
            variantFrom(variants[i], place + ":/variants/" + std::to_string(i), base));
    }
    requireReference(sweep, place);
    if (document.contains("published")) {
        const json& published = document.at("published");
        sweep.publishedSource = storedMember<std::string>(published, "source", place);
        sweep.publishedTasks = storedMember<int64_t>(published, "tasks", place);
    }
    if (document.contains("votes")) {
        for (const auto& [rule, solved] : document.at("votes").items()) {
            sweep.votes.push_back({rule, publishedCount(solved, place + ":/votes/" + rule)});
        }
    }
    return sweep;
}

json sweepSummary(const fs::path& folder, const Sweep& sweep) {
    std::vector<RunConfig> configs;
    for (const SweepVariant& variant : sweep.variants) configs.push_back(variant.config);
    const std::vector<FieldDifference> differences = differingFields(configs);
    const fs::path referenceFolder = folder / sweep.reference;
    const Scores reference =
        Suite::isSuiteFolder(referenceFolder) ? scoresOf(readOutcomes(referenceFolder)) : Scores{};
    json summary{{"folder", folder.string()},
                 {"description", sweep.description},
                 {"reference", sweep.reference},
                 {"measure", sweep.byAccuracy ? "accuracy" : "solved"},
                 {"variants", json::array()}};
    for (size_t i = 0; i < sweep.variants.size(); ++i) {
        const SweepVariant& variant = sweep.variants[i];
        json entry = json::object();
        if (Suite::isSuiteFolder(folder / variant.name)) {
            const OutcomeTable table = readOutcomes(folder / variant.name);
            const Scores scores = scoresOf(table);
            entry = entryOf(table, scores);
            if (sweep.byAccuracy) entry["published_same_tasks"] = publishedOf(table);
            if (variant.name != sweep.reference) {
                entry["against_reference"] = againstReference(scores, reference);
            }
        }
        entry["name"] = variant.name;
        entry["description"] = variant.description;
        for (const FieldDifference& field : differences) {
            entry["config"][field.path] = field.values[i];
        }
        if (variant.published) entry["published"] = *variant.published;
        summary["variants"].push_back(std::move(entry));
    }
    if (!sweep.publishedSource.empty()) {
        summary["published"] = {{"source", sweep.publishedSource}, {"tasks", sweep.publishedTasks}};
    }
    return summary;
}

} // namespace ttt
