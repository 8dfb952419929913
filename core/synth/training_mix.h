// The default mixture of episodes for pretraining: single rules, composed rules and a few trivial
// ones. Called by the pretraining loop; held-out families never occur.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt {

// A family that may be trained on, with probability proportional to the root of its variants
// (of at most 100 of them, so that no table of colours crowds out the rest).
const RuleFamily& drawTrainingFamily(Rng& random);

// Copying, mirroring and cutting out a corner: the first things that a model learns. Not part of
// ruleFamilies().
std::span<const RuleFamily> trivialFamilies();

// 75 % one family, 20 % composed of two steps, 5 % trivial.
FewShotTask drawTrainingEpisode(Rng& random, const SynthLimits& limits);

} // namespace ttt
