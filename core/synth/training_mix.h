// The default mixture of episodes for pretraining: single rules, composed rules and a few trivial
// ones. Called by the pretraining loop; held-out families never occur.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt {

// A family that may be trained on, with probability proportional to the fourth root of its variants
// (of at most 100 of them): one of many variants is not much more than one of few.
const RuleFamily& drawTrainingFamily(Rng& random);

// Copying, turning, moving and cutting a whole picture. What other rules do to parts of a picture
// rests on these, and they are slow to learn where they are rare. Not part of ruleFamilies().
std::span<const RuleFamily> trivialFamilies();

// 70 % one family, 20 % composed of two steps, 10 % trivial.
FewShotTask drawTrainingEpisode(Rng& random, const SynthLimits& limits);

} // namespace ttt
