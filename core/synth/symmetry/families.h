// Rule families of symmetry and pattern completion, repair, denoising.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily completeHalf();
RuleFamily completeSymmetry();
RuleFamily diagonalStripes();
RuleFamily extendSequence();
RuleFamily growingSequence();
RuleFamily mirrorOverLine();
RuleFamily removeNoise();
RuleFamily removeNoiseLines();
RuleFamily repairGridLines();
RuleFamily repeatStripes();
RuleFamily restorePeriodic();
RuleFamily restoreSymmetric();
RuleFamily uncoverCopy();
RuleFamily uncoverObject();

} // namespace ttt::synth
