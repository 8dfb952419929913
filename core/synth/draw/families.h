// Rule families of drawing: connections, boxes, halos, paths.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily boxAround();
RuleFamily closeFrames();
RuleFamily concentricRings();
RuleFamily connectDots();
RuleFamily crossThroughPoint();
RuleFamily detourLines();
RuleFamily freeLines();
RuleFamily halo();
RuleFamily lineAcrossBand();
RuleFamily lPath();
RuleFamily markCrossings();
RuleFamily mazePath();
RuleFamily spiral();
RuleFamily staircase();

} // namespace ttt::synth
