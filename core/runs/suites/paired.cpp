#include "core/runs/suites/paired.h"

#include "core/base/error.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// A task that was run and whose truth is known; half done or failed counts as not solved.
bool counts(const std::optional<std::string>& verdict) {
    return verdict && *verdict != "unknown" && *verdict != "missing";
}

struct Pair {
    std::string name;
    bool first = false; // solved it, or has it right
    bool second = false;
};

bool isOfQuestions(const ComparedTask& task) {
    return std::ranges::any_of(task.questions, [](const auto& asked) { return !asked.empty(); });
}

// The task, or the questions of it that both were asked; none where it is left out.
std::vector<Pair> pairsOf(const ComparedTask& task, size_t first, size_t second) {
    std::vector<Pair> pairs;
    if (isOfQuestions(task)) {
        const std::map<std::string, bool>& others = task.questions[second];
        for (const auto& [question, right] : task.questions[first]) {
            const auto other = others.find(question);
            if (other == others.end()) continue;
            pairs.push_back({task.id + ": " + question, right, other->second});
        }
    } else if (counts(task.verdicts[first]) && counts(task.verdicts[second])) {
        pairs.push_back(
            {task.id, task.verdicts[first] == "solved", task.verdicts[second] == "solved"});
    }
    return pairs;
}

PairedVerdict verdictOf(const std::vector<Pair>& pairs) {
    if (pairs.empty()) return PairedVerdict::Left;
    const auto first = std::ranges::count_if(pairs, &Pair::first);
    const auto second = std::ranges::count_if(pairs, &Pair::second);
    if (first > second) return PairedVerdict::OnlyFirst;
    if (second > first) return PairedVerdict::OnlySecond;
    return first > 0 ? PairedVerdict::Both : PairedVerdict::Neither;
}

void addPair(PairedComparison& paired, const Pair& pair) {
    ++paired.pairs;
    if (pair.first && pair.second) ++paired.both;
    if (!pair.first && !pair.second) ++paired.neither;
    if (pair.first && !pair.second) paired.onlyFirst.push_back(pair.name);
    if (pair.second && !pair.first) paired.onlySecond.push_back(pair.name);
}

json asJson(const Interval& interval) { return {interval.low, interval.high}; }

} // namespace

const char* nameOf(PairedVerdict verdict) {
    switch (verdict) {
    case PairedVerdict::OnlyFirst:
        return "only first";
    case PairedVerdict::OnlySecond:
        return "only second";
    case PairedVerdict::Both:
        return "both";
    case PairedVerdict::Neither:
        return "neither";
    case PairedVerdict::Left:
        return "left out";
    }
    return "";
}

PairedComparison pairedComparison(const Comparison& comparison, size_t first, size_t second,
                                  bool bootstrap) {
    if (first >= comparison.folders.size() || second >= comparison.folders.size()) {
        throw Error(ErrorKind::BadInput, "pairedComparison",
                    "found the folders " + std::to_string(first) + " and " +
                        std::to_string(second) + ", expected indices below " +
                        std::to_string(comparison.folders.size()));
    }
    PairedComparison paired;
    paired.first = first;
    paired.second = second;
    std::vector<double> differences;
    for (const ComparedTask& task : comparison.tasks) {
        const std::vector<Pair> pairs = pairsOf(task, first, second);
        paired.verdicts.push_back(verdictOf(pairs));
        paired.ofQuestions = paired.ofQuestions || (!pairs.empty() && isOfQuestions(task));
        for (const Pair& pair : pairs) {
            addPair(paired, pair);
            differences.push_back((pair.second ? 1 : 0) - (pair.first ? 1 : 0));
        }
    }
    const auto onlyFirst = static_cast<int64_t>(paired.onlyFirst.size());
    const auto onlySecond = static_cast<int64_t>(paired.onlySecond.size());
    paired.mcnemarP = mcnemarExact(onlyFirst, onlySecond);
    paired.firstShare = wilsonInterval(onlyFirst + paired.both, paired.pairs);
    paired.secondShare = wilsonInterval(onlySecond + paired.both, paired.pairs);
    paired.difference = meanAndSem(differences).mean;
    if (bootstrap) paired.differenceInterval = pairedBootstrap(differences);
    return paired;
}

json toJson(const PairedComparison& paired) {
    return {{"solved_only_by_first", paired.onlyFirst},
            {"solved_only_by_second", paired.onlySecond},
            {"both", paired.both},
            {"neither", paired.neither},
            {paired.ofQuestions ? "questions" : "tasks", paired.pairs},
            {"mcnemar_exact_p", paired.mcnemarP},
            {"first_interval_95", asJson(paired.firstShare)},
            {"second_interval_95", asJson(paired.secondShare)},
            {"difference", paired.difference},
            {"difference_interval_95", asJson(paired.differenceInterval)}};
}

} // namespace ttt
