// The adaptation set: training episodes made from a task's own demonstrations. Exhaustive sets
// follow the released code of arXiv 2411.07279 (leave-one-out under every transform, recoloured
// and reordered copies, de-duplicated in insertion order, capped); `EpisodeStream` draws episodes
// without end for the embedded model's recipe.
#pragma once

#include "core/base/random.h"
#include "core/config/run_config.h"
#include "core/tasks/episode.h"

#include <functional>
#include <vector>

namespace ttt {

// Tokens of an episode under the model's codec, for the token limit.
using TokenCounter = std::function<int64_t(const Episode&)>;

struct SetStageCounts {
    int64_t tasks = 0;
    int64_t augmented = 0;
    int64_t permuted = 0;
    int64_t withinTokens = 0;
};

struct AdaptationSet {
    SetStageCounts leaveOne;
    SetStageCounts leaveTwo;
    std::vector<Episode> episodes;
};

// Requires config.adapt.episodes "leave-one-out" or "direct". Demonstration task.holdOut, if any,
// takes no part. An empty set is a value, not an error.
AdaptationSet buildAdaptationSet(const SolverTask& task, const RunConfig& config,
                                 const TokenCounter& tokens);

// "random-orders": all demonstrations in a random order under a random transform and colour map,
// plainShare of them without; the last one is the query. With every output in the loss each
// position is a leave-out episode. Demonstrations are dropped from the front until the episode
// fits max_tokens.
class EpisodeStream {
public:
    EpisodeStream(std::vector<SolverTask> tasks, const RunConfig& config, TokenCounter tokens);
    Episode next();

private:
    std::vector<SolverTask> tasks_;
    RunConfig config_;
    TokenCounter tokens_;
    Rng random_;
    int64_t drawn_ = 0;
};

// The released code's colour draw: 0 stays; colours present go to absent ones first, shuffled, the
// rest is swapped pairwise. `present` in the iteration order of a CPython set of small integers.
ColourMap drawReleasedColours(const std::vector<int>& present, NumpyRandom& random);
// Uniform over all permutations; the most frequent colour keeps its value if keepBackground.
ColourMap drawUniformColours(Rng& random, int background, bool keepBackground);

// The views under which a query is asked (config.decode): "views" shows all demonstrations under
// symmetries, colour maps and orders; "leave-out" is the released code's construction.
std::vector<Prompt> buildPrompts(const SolverTask& task, int test, const RunConfig& config,
                                 const std::function<int64_t(const Prompt&)>& tokens);

} // namespace ttt
