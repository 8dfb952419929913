// A rule family: a parameterised ARC-like rule that can be asked for any number of episodes. The
// demonstrations of an episode together show the rule; the answer to its query follows from them.
// One short file a family under core/synth/<group>; registry.cpp lists them.
#pragma once

#include "core/base/random.h"
#include "core/tasks/few_shot_task.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

// The smallest side limit that every family can work with.
inline constexpr int kLeastSynthSide = 8;

// How large and how hard an episode may be.
struct SynthLimits {
    int minSide = 3;
    int maxSide = 12;        // of inputs and outputs, kLeastSynthSide to 30
    double difficulty = 0.5; // 0: few objects, no noise; 1: many, with distractors
};

struct GridPair {
    Grid input;
    Grid output;
    // Bit set of the rule's cases that this pair shows ("square: keep", "other: erase"). A query
    // shows only cases that its demonstrations show too; 0 where the rule has one case.
    uint64_t cases = 0;
};

// One drawn rule with its parameters fixed ("move every object two cells down"): makes pairs.
// nullopt where the drawn input does not show the rule (output equal to input, side too long).
using PairMaker = std::function<std::optional<GridPair>(Rng&, const SynthLimits&)>;

struct RuleFamily {
    std::string name;  // "gravity"
    std::string group; // "move"
    std::string description;
    int variants = 1;     // distinct rules: directions, colours' roles, sizes...
    int leastSide = 6;    // the side limit of an episode is never drawn below this
    bool heldOut = false; // whole families kept out of training to choose checkpoints
    bool mayCopy = false; // an output may equal its input
    // Draws the rule of an episode.
    std::function<PairMaker(Rng&, const SynthLimits&)> drawRule;
};

std::span<const RuleFamily> ruleFamilies();
const RuleFamily& findFamily(std::string_view name); // NotFound otherwise

// An episode of `family`: 2 to 5 distinct demonstrations and one query with its answer. Draws again
// until pairs are distinct, legal, the query shows no colour and no case that the demonstrations
// lack, and a few rival rules do not leave the answer open (see openAnswers). Internal error naming
// the family if that cannot be done (a defect of the family).
FewShotTask drawEpisode(const RuleFamily& family, Rng& random, const SynthLimits& limits);
// The same, nullopt after drawing `tries` rules without success.
std::optional<FewShotTask> tryDrawEpisode(const RuleFamily& family, Rng& random,
                                          const SynthLimits& limits, int tries);

// How many of `episodes` episodes leave their answer open: another rule of the family, one of
// `rivals` drawn for each episode, gives the same outputs for all demonstrations and another one
// for the query. A rival has the drawn rule's choices up to a random one, and others from there; it
// counts only where it draws the same inputs, so the number is a lower bound.
int openAnswers(const RuleFamily& family, Rng& random, const SynthLimits& limits, int episodes,
                int rivals);

} // namespace ttt
