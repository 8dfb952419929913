// Rule families of selecting and extracting objects.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily assembleAroundCore();
RuleFamily borderObjects();
RuleFamily cropContent();
RuleFamily cropFrame();
RuleFamily extractByContent();
RuleFamily extractBySize();
RuleFamily extractMarked();
RuleFamily extractSymmetric();
RuleFamily extractUniqueColour();
RuleFamily extractUniqueShape();
RuleFamily figureInNoise();
RuleFamily joinPieces();
RuleFamily linkedByPath();
RuleFamily mostCommonShape();
RuleFamily objectsWithHole();
RuleFamily sameOrDifferent();
RuleFamily stackingOrder();

} // namespace ttt::synth
