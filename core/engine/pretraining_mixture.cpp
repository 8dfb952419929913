#include "core/engine/pretraining_mixture.h"

#include "core/synth/training_mix.h"
#include "core/tokens/arc_codec.h"
#include "core/transforms/colour_maps.h"
#include "core/transforms/grid_transforms.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr int kMaxPairs = 6;
constexpr int kShortestLimit = 8; // every rule family has room in 8x8 cells

// All pairs of a task; the tests' answers are public in training splits.
std::vector<Example> allPairs(const FewShotTask& task) {
    std::vector<Example> pairs = task.examples;
    for (const Query& query : task.queries) {
        if (query.output) pairs.push_back({query.input, *query.output});
    }
    return pairs;
}

// The last pair becomes the query.
Episode episodeOf(std::vector<Example> pairs) {
    Episode episode;
    episode.query = std::move(pairs.back());
    pairs.pop_back();
    episode.demonstrations = std::move(pairs);
    return episode;
}

const GridTransform& drawSymmetry(Rng& random) {
    static const std::array<const char*, 8> names{"identity",   "rotate-90",     "rotate-180",
                                                  "rotate-270", "flip-rows",     "flip-columns",
                                                  "transpose",  "anti-transpose"};
    return findTransform(random.pick(names));
}

void augment(std::vector<Example>& pairs, Rng& random) {
    random.shuffle(pairs);
    const GridTransform& symmetry = drawSymmetry(random);
    const ColourMap colours = drawUniformColours(random, backgroundOf(pairs), random.chance(0.5));
    for (Example& pair : pairs) pair = transformed(pair, symmetry, colours);
}

int64_t tokensOf(const Example& pair) {
    return gridOf(pair.input).area() + gridOf(pair.output).area() + 4;
}

// Drops pairs from the front until the rest fits; empty if two do not.
std::vector<Example> fitted(std::vector<Example> pairs, int64_t maxTokens) {
    if (pairs.size() > kMaxPairs) pairs.resize(kMaxPairs);
    int64_t tokens = 0;
    for (const Example& pair : pairs) tokens += tokensOf(pair);
    while (pairs.size() > 2 && tokens > maxTokens) {
        tokens -= tokensOf(pairs.front());
        pairs.erase(pairs.begin());
    }
    if (pairs.size() < 2 || tokens > maxTokens) pairs.clear();
    return pairs;
}

// Sides up to where about four pairs of them can fit, more of the longer ones: families draw their
// grids below the limit, and public tasks are larger than that would make them.
SynthLimits drawLimits(Rng& random, int64_t maxTokens) {
    const double longest =
        std::min<double>(kMaxSide, 1.5 * std::sqrt(static_cast<double>(maxTokens) / 8));
    const double share = std::sqrt(random.uniform());
    const double side = kShortestLimit * std::pow(longest / kShortestLimit, share);
    SynthLimits limits;
    limits.maxSide = std::clamp(static_cast<int>(std::lround(side)), kShortestLimit, kMaxSide);
    limits.difficulty = random.uniform();
    return limits;
}

} // namespace

bool isHeldOut(size_t placeInSortedIds) { return placeInSortedIds % 8 == 4; }

TrainingTasks splitTrainingTasks(std::vector<FewShotTask> arc1Train) {
    std::ranges::sort(arc1Train, {}, &FewShotTask::id);
    TrainingTasks split;
    for (size_t i = 0; i < arc1Train.size(); ++i) {
        (isHeldOut(i) ? split.heldOut : split.seen).push_back(std::move(arc1Train[i]));
    }
    return split;
}

EpisodeSource pretrainingMixture(std::vector<FewShotTask> seen, double taskShare) {
    return [seen = std::move(seen), taskShare](Rng& random, int64_t maxTokens) {
        for (;;) {
            const bool fromTasks = !seen.empty() && random.chance(taskShare);
            std::vector<Example> pairs =
                allPairs(fromTasks ? random.pick(seen)
                                   : drawTrainingEpisode(random, drawLimits(random, maxTokens)));
            augment(pairs, random);
            pairs = fitted(std::move(pairs), maxTokens);
            if (!pairs.empty()) return episodeOf(std::move(pairs));
        }
    };
}

std::vector<Episode> heldOutEpisodes(const std::vector<FewShotTask>& heldOut, int64_t maxTokens) {
    const ArcCodec codec;
    std::vector<Episode> episodes;
    for (const FewShotTask& task : heldOut) {
        std::vector<Example> pairs = task.examples;
        const Query& query = task.queries.front();
        if (!query.output) continue;
        pairs.push_back({query.input, *query.output});
        Episode episode = episodeOf(std::move(pairs));
        if (codec.countTokens(episode, {}) <= maxTokens) episodes.push_back(std::move(episode));
    }
    return episodes;
}

std::vector<Episode> heldOutFamilyEpisodes(int64_t maxTokens) {
    constexpr uint64_t kEpisodesEach = 4;
    std::vector<FewShotTask> tasks;
    for (const RuleFamily& family : ruleFamilies()) {
        for (uint64_t i = 0; family.heldOut && i < kEpisodesEach; ++i) {
            Rng random(0, "held-out:" + family.name, i);
            tasks.push_back(drawEpisode(family, random, drawLimits(random, maxTokens)));
        }
    }
    return heldOutEpisodes(tasks, maxTokens);
}

} // namespace ttt
