#include "core/runs/statistics.h"

#include "core/base/optional_json.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ttt {

double mcnemarExact(int64_t onlyFirst, int64_t onlySecond) {
    const int64_t n = onlyFirst + onlySecond;
    if (n == 0) return 1;
    const double logHalfToN = -static_cast<double>(n) * std::log(2.0);
    const auto logChoose = [n](int64_t k) {
        return std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(k) + 1) -
               std::lgamma(static_cast<double>(n - k) + 1);
    };
    double tail = 0;
    for (int64_t k = 0; k <= std::min(onlyFirst, onlySecond); ++k) {
        tail += std::exp(logChoose(k) + logHalfToN);
    }
    return std::min(1.0, 2 * tail);
}

Interval wilsonInterval(int64_t successes, int64_t trials) {
    if (trials == 0) return {0, 1};
    constexpr double z = 1.959963984540054; // the normal distribution's 97.5 % quantile
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(successes) / n;
    const double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half =
        z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

nlohmann::json toJson(const MeanAndSem& value) {
    return {{"mean", value.mean}, {"sem", jsonOrNull(value.sem)}};
}

MeanAndSem meanAndSem(const std::vector<double>& values) {
    MeanAndSem result;
    if (values.empty()) return result;
    const auto n = static_cast<double>(values.size());
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() < 2) return result;
    double squares = 0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    result.sem = std::sqrt(squares / (n - 1) / n);
    return result;
}

Interval pairedBootstrap(const std::vector<double>& differences, uint64_t seed, int resamples) {
    if (differences.empty()) return {0, 0};
    Rng random(seed, "paired-bootstrap");
    const int n = static_cast<int>(differences.size());
    std::vector<double> means(static_cast<size_t>(resamples));
    for (double& mean : means) {
        double sum = 0;
        for (int i = 0; i < n; ++i) sum += differences[static_cast<size_t>(random.below(n))];
        mean = sum / n;
    }
    std::ranges::sort(means);
    const auto quantile = [&](double share) {
        return means[static_cast<size_t>(share * static_cast<double>(means.size() - 1))];
    };
    return {quantile(0.025), quantile(0.975)};
}

} // namespace ttt
