// Rule families of rays and trails: lines that something sends out until it meets its end.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily bounceRay();
RuleFamily extendCrossCycle();
RuleFamily mirrorRays();
RuleFamily pointerRay();
RuleFamily projectOntoBlock();
RuleFamily raysByWall();
RuleFamily raysUntilBlock();
RuleFamily rayTakesColour();
RuleFamily shootRays();
RuleFamily steeredPath();
RuleFamily steppedRays();
RuleFamily trailToMark();
RuleFamily wedge();

} // namespace ttt::synth
