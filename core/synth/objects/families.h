// Rule families of selecting and extracting objects.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily borderObjects();
RuleFamily cropContent();
RuleFamily cropFrame();
RuleFamily extractBySize();
RuleFamily extractMarked();
RuleFamily extractUniqueColour();
RuleFamily objectsWithHole();
RuleFamily sameOrDifferent();

} // namespace ttt::synth
