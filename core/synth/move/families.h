// Rule families of movement: gravity, sliding, magnets, stacking.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily alignToAnchor();
RuleFamily gravity();
RuleFamily magnetLines();
RuleFamily moveByOwnSize();
RuleFamily moveToContact();
RuleFamily shiftObjects();
RuleFamily slideToWall();

} // namespace ttt::synth
