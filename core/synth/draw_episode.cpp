#include "core/base/error.h"
#include "core/synth/rule_family.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace ttt {

namespace {

constexpr int kRuleTries = 200;
constexpr int kPairTries = 12;
constexpr int kQueryTries = 20;
constexpr size_t kMostDemonstrations = 5;

// Episodes differ in size as whole tasks do: small pictures are as frequent as large ones, and
// in a third of the episodes all inputs are about equally large.
SynthLimits drawSides(const RuleFamily& family, Rng& random, const SynthLimits& limits) {
    const int least = std::min(std::max(family.leastSide, limits.minSide), limits.maxSide);
    const double span = std::log(limits.maxSide + 1) - std::log(least);
    SynthLimits sides = limits;
    sides.maxSide =
        std::min(limits.maxSide, static_cast<int>(least * std::exp(random.uniform() * span)));
    const int lowest = random.chance(0.35) ? sides.maxSide - 1 : sides.maxSide / 2;
    sides.minSide = std::clamp(lowest, std::min(limits.minSide, sides.maxSide), sides.maxSide);
    return sides;
}

bool isLegal(const Grid& grid, int maxSide) {
    return !grid.empty() && grid.height() <= maxSide && grid.width() <= maxSide &&
           std::all_of(grid.cells().begin(), grid.cells().end(),
                       [](uint8_t colour) { return colour < kColours; });
}

uint32_t colourSet(const GridPair& pair) {
    uint32_t set = 0;
    for (const Grid* grid : {&pair.input, &pair.output}) {
        for (const uint8_t colour : grid->cells()) set |= 1U << colour;
    }
    return set;
}

// What the demonstrations so far show.
struct Shown {
    uint32_t colours = 0;
    uint64_t cases = 0;
    // A rule with cases is not shown by one of them.
    bool covers(const GridPair& pair) const {
        return (colourSet(pair) & ~colours) == 0 && (pair.cases & ~cases) == 0 &&
               std::popcount(cases) != 1;
    }
};

class EpisodeDraw {
public:
    EpisodeDraw(const RuleFamily& family, Rng& random, const SynthLimits& limits)
        : family_(family),
          random_(random),
          maxSide_(limits.maxSide),
          limits_(drawSides(family, random, limits)),
          maker_(family.drawRule(random, limits_)) {}

    std::optional<FewShotTask> draw() {
        static constexpr std::array<int, 8> kDemonstrations{2, 3, 3, 3, 3, 4, 4, 5};
        const size_t wanted = static_cast<size_t>(random_.pick(kDemonstrations));
        while (pairs_.size() < wanted) {
            if (!addDemonstration()) return std::nullopt;
        }
        for (;;) {
            for (int i = 0; i < kQueryTries; ++i) {
                const std::optional<GridPair> query = drawPair();
                if (query && shown_.covers(*query)) return toTask(*query);
            }
            // Something of the rule is missing from the demonstrations: show one more.
            if (pairs_.size() == kMostDemonstrations || !addDemonstration()) return std::nullopt;
        }
    }

private:
    std::optional<GridPair> drawPair() {
        for (int i = 0; i < kPairTries; ++i) {
            std::optional<GridPair> pair = maker_(random_, limits_);
            if (!pair || !isLegal(pair->input, maxSide_) || !isLegal(pair->output, maxSide_)) {
                continue;
            }
            if (!family_.mayCopy && pair->input == pair->output) continue;
            const bool seen = std::any_of(pairs_.begin(), pairs_.end(), [&](const GridPair& other) {
                return other.input == pair->input;
            });
            if (!seen) return pair;
        }
        return std::nullopt;
    }

    bool addDemonstration() {
        std::optional<GridPair> pair = drawPair();
        if (!pair) return false;
        shown_.colours |= colourSet(*pair);
        shown_.cases |= pair->cases;
        pairs_.push_back(std::move(*pair));
        return true;
    }

    FewShotTask toTask(const GridPair& query) const {
        FewShotTask task;
        task.id = family_.name;
        task.set = "synth";
        for (const GridPair& pair : pairs_) task.examples.push_back({pair.input, pair.output});
        task.queries.push_back({query.input, query.output});
        return task;
    }

    const RuleFamily& family_;
    Rng& random_;
    int maxSide_;
    SynthLimits limits_;
    PairMaker maker_;
    std::vector<GridPair> pairs_;
    Shown shown_;
};

} // namespace

std::optional<FewShotTask> tryDrawEpisode(const RuleFamily& family, Rng& random,
                                          const SynthLimits& limits, int tries) {
    if (limits.maxSide < kLeastSynthSide || limits.maxSide > kMaxSide || limits.minSide < 1 ||
        limits.minSide > limits.maxSide) {
        throw Error(ErrorKind::BadInput, "limits of synthetic episodes",
                    "found sides from " + std::to_string(limits.minSide) + " to " +
                        std::to_string(limits.maxSide) + ", expected a maximum from " +
                        std::to_string(kLeastSynthSide) + " to " + std::to_string(kMaxSide));
    }
    for (int i = 0; i < tries; ++i) {
        if (auto task = EpisodeDraw(family, random, limits).draw()) return task;
    }
    return std::nullopt;
}

FewShotTask drawEpisode(const RuleFamily& family, Rng& random, const SynthLimits& limits) {
    if (auto task = tryDrawEpisode(family, random, limits, kRuleTries)) return std::move(*task);
    throw Error(ErrorKind::Internal, "rule family " + family.name,
                "no episode in " + std::to_string(kRuleTries) + " draws with sides up to " +
                    std::to_string(limits.maxSide));
}

} // namespace ttt
