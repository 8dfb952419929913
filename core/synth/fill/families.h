// Rule families of filling and topology: enclosed areas, holes, outlines.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily cupFill();
RuleFamily fillBetweenBlocks();
RuleFamily fillBoundingBox();
RuleFamily fillByArea();
RuleFamily fillEnclosed();
RuleFamily fillRowSpans();
RuleFamily floodFromSeeds();
RuleFamily holesToColour();
RuleFamily largestClearArea();
RuleFamily leakThroughGap();
RuleFamily nestingDepth();
RuleFamily outlineObjects();
RuleFamily roomsByPlace();
RuleFamily spacesBySize();
RuleFamily splitIntoBlocks();

} // namespace ttt::synth
