// Rule families of movement: gravity, sliding, magnets, stacking.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily alignToAnchor();
RuleFamily attractToMagnet();
RuleFamily diagonalSlide();
RuleFamily followTrack();
RuleFamily gravity();
RuleFamily magnetLines();
RuleFamily moveByCount();
RuleFamily moveByOwnSize();
RuleFamily moveToContact();
RuleFamily plugHoles();
RuleFamily pushChain();
RuleFamily reelIn();
RuleFamily rigidFall();
RuleFamily shiftObjects();
RuleFamily slideToWall();
RuleFamily stretchToMarker();
RuleFamily swapObjects();

} // namespace ttt::synth
