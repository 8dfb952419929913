// The default mixture of episodes for pretraining: single rules, composed rules and a few trivial
// ones. Called by the pretraining loop; held-out families never occur.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt {

// A family that may be trained on, with probability proportional to the root of its variants
// (of at most 100 of them, so that no table of colours crowds out the rest).
const RuleFamily& drawTrainingFamily(Rng& random);

// Copying, turning, moving and cutting a whole picture. What other rules do to parts of a picture
// rests on these, and they are slow to learn where they are rare. Not part of ruleFamilies().
std::span<const RuleFamily> trivialFamilies();

// 60 % one family, 20 % composed of two steps, 20 % trivial.
FewShotTask drawTrainingEpisode(Rng& random, const SynthLimits& limits);

} // namespace ttt
