// Rule families of filling and topology: enclosed areas, holes, outlines.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily fillBoundingBox();
RuleFamily fillByArea();
RuleFamily fillEnclosed();
RuleFamily floodFromSeeds();
RuleFamily holesToColour();
RuleFamily outlineObjects();

} // namespace ttt::synth
