// Rule families of drawing: rays, connections, boxes, halos, paths.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily bounceRay();
RuleFamily boxAround();
RuleFamily concentricRings();
RuleFamily connectDots();
RuleFamily crossThroughPoint();
RuleFamily halo();
RuleFamily lPath();
RuleFamily raysUntilBlock();
RuleFamily shootRays();
RuleFamily staircase();

} // namespace ttt::synth
