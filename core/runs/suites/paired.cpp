#include "core/runs/suites/paired.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

namespace ttt {

using nlohmann::json;

namespace {

// A task that was run and whose truth is known; half done or failed counts as not solved.
bool counts(const std::optional<std::string>& verdict) {
    return verdict && *verdict != "unknown" && *verdict != "missing";
}

PairedVerdict pairOf(const ComparedTask& task, size_t first, size_t second) {
    const auto& a = task.verdicts[first];
    const auto& b = task.verdicts[second];
    if (!counts(a) || !counts(b)) return PairedVerdict::Left;
    if (*a == "solved") return *b == "solved" ? PairedVerdict::Both : PairedVerdict::OnlyFirst;
    return *b == "solved" ? PairedVerdict::OnlySecond : PairedVerdict::Neither;
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
        const PairedVerdict verdict = pairOf(task, first, second);
        paired.verdicts.push_back(verdict);
        if (verdict == PairedVerdict::Left) continue;
        ++paired.tasks;
        if (verdict == PairedVerdict::OnlyFirst) paired.onlyFirst.push_back(task.id);
        if (verdict == PairedVerdict::OnlySecond) paired.onlySecond.push_back(task.id);
        if (verdict == PairedVerdict::Both) ++paired.both;
        if (verdict == PairedVerdict::Neither) ++paired.neither;
        differences.push_back(verdict == PairedVerdict::OnlySecond  ? 1
                              : verdict == PairedVerdict::OnlyFirst ? -1
                                                                    : 0);
    }
    const auto onlyFirst = static_cast<int64_t>(paired.onlyFirst.size());
    const auto onlySecond = static_cast<int64_t>(paired.onlySecond.size());
    paired.mcnemarP = mcnemarExact(onlyFirst, onlySecond);
    paired.firstShare = wilsonInterval(onlyFirst + paired.both, paired.tasks);
    paired.secondShare = wilsonInterval(onlySecond + paired.both, paired.tasks);
    paired.difference = meanAndSem(differences).mean;
    if (bootstrap) paired.differenceInterval = pairedBootstrap(differences);
    return paired;
}

json toJson(const PairedComparison& paired) {
    return {{"solved_only_by_first", paired.onlyFirst},
            {"solved_only_by_second", paired.onlySecond},
            {"both", paired.both},
            {"neither", paired.neither},
            {"tasks", paired.tasks},
            {"mcnemar_exact_p", paired.mcnemarP},
            {"first_interval_95", asJson(paired.firstShare)},
            {"second_interval_95", asJson(paired.secondShare)},
            {"difference", paired.difference},
            {"difference_interval_95", asJson(paired.differenceInterval)}};
}

} // namespace ttt
