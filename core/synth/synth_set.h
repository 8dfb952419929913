// The rule families' episodes as tasks of the set "synth": "gravity.17" is the one that
// `ttt synth --family gravity` draws as number 17, from 0, under its default seed and limits.
#pragma once

#include "core/synth/rule_family.h"
#include "core/tasks/data_sets.h"

namespace ttt {

// Does not depend on how many others are drawn; its id is "FAMILY.NUMBER".
FewShotTask numberedEpisode(const RuleFamily& family, uint64_t seed, uint64_t number,
                            const SynthLimits& limits);

// Three episodes of each family a batch; a task's label is its family's group.
MadeSet synthSet();

} // namespace ttt
