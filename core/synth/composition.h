// Two-step rules: a family's rule with a simple whole-picture step before it (on the input side) or
// after it (on the output side). The training mixture draws from here; so does `ttt synth`.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt {

// A family's rule followed or preceded by a mirror, a turn, a scaling, a tiling, a recolouring, a
// frame or a crop, both drawn at random; held-out families take no part. nullopt where the drawn
// pair of steps does not fit the limits: draw again. The id is "step+family" or "family+step".
std::optional<FewShotTask> drawComposedEpisode(Rng& random, const SynthLimits& limits);

} // namespace ttt
