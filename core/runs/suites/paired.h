// Two of several compared folders against each other: which tasks only one of them solves, or of
// tasks answered in words which questions only one of them has right, how likely so unequal a split
// is by chance, and intervals. `ttt compare` and the window's compare page show these same numbers.
#pragma once

#include "core/runs/statistics.h"
#include "core/runs/suites/comparison.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ttt {

// Solved means every test within two attempts, under every seed. Left: left out of the test, as a
// folder lacks the task or has not run it, or its answer is not public. Of a task answered in
// words: who has more of the questions right that both were asked; Both if as many, Neither if
// none.
enum class PairedVerdict { OnlyFirst, OnlySecond, Both, Neither, Left };
const char*
nameOf(PairedVerdict verdict); // "only first", "only second", "both", "neither", "left out"

struct PairedComparison {
    size_t first = 0; // indices of the comparison's folders
    size_t second = 0;
    std::vector<PairedVerdict> verdicts; // one a task of the comparison
    bool ofQuestions = false;            // some pairs are questions, not tasks
    std::vector<std::string> onlyFirst;  // ids; of questions "ID: QUESTION"
    std::vector<std::string> onlySecond;
    int64_t both = 0;
    int64_t neither = 0;
    int64_t pairs = 0;           // of all four kinds: the denominator of the shares
    double mcnemarP = 1;         // exact, two-sided
    Interval firstShare;         // solved (right) by the first, Wilson at 95 %
    Interval secondShare;        // solved by the second
    double difference = 0;       // share of the second less share of the first
    Interval differenceInterval; // paired bootstrap at 95 %
};

// BadInput for an index beyond the comparison's folders. The bootstrap takes tens of milliseconds
// for hundreds of tasks; without it the difference has no interval.
PairedComparison pairedComparison(const Comparison& comparison, size_t first, size_t second,
                                  bool bootstrap = true);

nlohmann::json toJson(const PairedComparison& paired);

} // namespace ttt
