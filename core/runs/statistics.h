// Statistics of comparisons between runs: exact tests and intervals for a few hundred tasks. Called
// by the summaries of suites and by comparisons. Intervals are two-sided at 95 %.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace ttt {

struct Interval {
    double low = 0;
    double high = 0;
};

// McNemar's exact test (two-sided binomial): how likely so unequal a split of the tasks that only
// one of two methods solves is, if both were equally good. 1 where there is no such task.
double mcnemarExact(int64_t onlyFirst, int64_t onlySecond);

// Wilson's score interval of a proportion; {0, 1} for no trials.
Interval wilsonInterval(int64_t successes, int64_t trials);

struct MeanAndSem {
    double mean = 0;
    std::optional<double> sem; // standard error of the mean; absent for fewer than two values
};
MeanAndSem meanAndSem(const std::vector<double>& values);
// {mean, sem}, null where it is absent.
nlohmann::json toJson(const MeanAndSem& value);

// Percentile bootstrap of the mean of paired differences, one a task; the same for the same seed.
Interval pairedBootstrap(const std::vector<double>& differences, uint64_t seed = 0,
                         int resamples = 10000);

} // namespace ttt
