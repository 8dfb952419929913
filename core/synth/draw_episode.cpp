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
constexpr int kRivals = 24;
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

// A pair and the random numbers it was drawn with, so that another rule can be given the same.
struct DrawnPair {
    GridPair pair;
    Rng random;
};

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
          beforeRule_(random),
          maker_(family.drawRule(random, limits_)),
          ruleDraws_(drawsBetween(beforeRule_, random)) {}

    // False if the drawn rule makes no episode.
    bool draw() {
        static constexpr std::array<int, 8> kDemonstrations{2, 3, 3, 3, 3, 4, 4, 5};
        const size_t wanted = static_cast<size_t>(random_.pick(kDemonstrations));
        while (demonstrations_.size() < wanted) {
            if (!addDemonstration()) return false;
        }
        for (;;) {
            for (int i = 0; i < kQueryTries; ++i) {
                query_ = drawPair();
                if (query_ && shown_.covers(query_->pair)) return true;
            }
            // Something of the rule is missing from the demonstrations: show one more.
            if (demonstrations_.size() == kMostDemonstrations || !addDemonstration()) return false;
        }
    }

    // Whether one of `count` rival rules fits all demonstrations and answers the query otherwise.
    bool answerIsOpen(int count) {
        if (!query_) return false;
        for (int i = 0; i < count && ruleDraws_ > 0; ++i) {
            Rng other = beforeRule_;
            other.swerveAfter(random_.below(ruleDraws_), random_());
            const PairMaker rival = family_.drawRule(other, limits_);
            const auto agrees = [&](const DrawnPair& drawn) {
                const std::optional<GridPair> pair = again(rival, drawn);
                return pair && pair->output == drawn.pair.output;
            };
            if (!std::all_of(demonstrations_.begin(), demonstrations_.end(), agrees)) continue;
            const std::optional<GridPair> pair = again(rival, *query_);
            if (pair && pair->output != query_->pair.output) return true;
        }
        return false;
    }

    FewShotTask task() const {
        FewShotTask task;
        task.id = family_.name;
        task.set = "synth";
        for (const auto& [pair, random] : demonstrations_) {
            task.examples.push_back({pair.input, pair.output});
        }
        if (query_) task.queries.push_back({query_->pair.input, query_->pair.output});
        return task;
    }

private:
    static int drawsBetween(Rng from, const Rng& to) {
        static constexpr int kMostDraws = 1000;
        int draws = 0;
        while (draws < kMostDraws && !from.isAt(to)) {
            from();
            ++draws;
        }
        return draws;
    }

    // What `rule` makes of the same input; nullopt if it draws another one.
    std::optional<GridPair> again(const PairMaker& rule, const DrawnPair& drawn) const {
        Rng random = drawn.random;
        std::optional<GridPair> pair = rule(random, limits_);
        if (pair && pair->input != drawn.pair.input) pair.reset();
        return pair;
    }

    std::optional<DrawnPair> drawPair() {
        for (int i = 0; i < kPairTries; ++i) {
            const Rng before = random_;
            std::optional<GridPair> pair = maker_(random_, limits_);
            if (!pair || !isLegal(pair->input, maxSide_) || !isLegal(pair->output, maxSide_)) {
                continue;
            }
            if (!family_.mayCopy && pair->input == pair->output) continue;
            const bool seen = std::any_of(
                demonstrations_.begin(), demonstrations_.end(),
                [&](const DrawnPair& other) { return other.pair.input == pair->input; });
            if (!seen) return DrawnPair{std::move(*pair), before};
        }
        return std::nullopt;
    }

    bool addDemonstration() {
        std::optional<DrawnPair> drawn = drawPair();
        if (!drawn) return false;
        shown_.colours |= colourSet(drawn->pair);
        shown_.cases |= drawn->pair.cases;
        demonstrations_.push_back(std::move(*drawn));
        return true;
    }

    const RuleFamily& family_;
    Rng& random_;
    int maxSide_;
    SynthLimits limits_;
    Rng beforeRule_;
    PairMaker maker_;
    int ruleDraws_;
    std::vector<DrawnPair> demonstrations_;
    std::optional<DrawnPair> query_;
    Shown shown_;
};

void checkLimits(const SynthLimits& limits) {
    if (limits.maxSide >= kLeastSynthSide && limits.maxSide <= kMaxSide && limits.minSide >= 1 &&
        limits.minSide <= limits.maxSide) {
        return;
    }
    throw Error(ErrorKind::BadInput, "limits of synthetic episodes",
                "found sides from " + std::to_string(limits.minSide) + " to " +
                    std::to_string(limits.maxSide) + ", expected a maximum from " +
                    std::to_string(kLeastSynthSide) + " to " + std::to_string(kMaxSide));
}

} // namespace

std::optional<FewShotTask> tryDrawEpisode(const RuleFamily& family, Rng& random,
                                          const SynthLimits& limits, int tries) {
    checkLimits(limits);
    for (int i = 0; i < tries; ++i) {
        EpisodeDraw episode(family, random, limits);
        if (episode.draw() && !episode.answerIsOpen(kRivals)) return episode.task();
    }
    return std::nullopt;
}

FewShotTask drawEpisode(const RuleFamily& family, Rng& random, const SynthLimits& limits) {
    if (auto task = tryDrawEpisode(family, random, limits, kRuleTries)) return std::move(*task);
    throw Error(ErrorKind::Internal, "rule family " + family.name,
                "no episode in " + std::to_string(kRuleTries) + " draws with sides up to " +
                    std::to_string(limits.maxSide));
}

int openAnswers(const RuleFamily& family, Rng& random, const SynthLimits& limits, int episodes,
                int rivals) {
    checkLimits(limits);
    int open = 0;
    for (int i = 0, tries = 0; i < episodes && tries < kRuleTries * episodes; ++tries) {
        EpisodeDraw episode(family, random, limits);
        if (!episode.draw() || episode.answerIsOpen(kRivals)) continue;
        open += episode.answerIsOpen(rivals) ? 1 : 0;
        ++i;
    }
    return open;
}

} // namespace ttt
