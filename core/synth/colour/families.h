// Rule families of recolouring by a map, rank, frequency, place or legend.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily colourChain();
RuleFamily colourMap();
RuleFamily cornerColour();
RuleFamily cycleRecolour();
RuleFamily headerTable();
RuleFamily keepOneColour();
RuleFamily legendRecolour();
RuleFamily mostFrequentColour();
RuleFamily nearestWallColour();
RuleFamily recolourByCellCount();
RuleFamily recolourByOrientation();
RuleFamily recolourByPlace();
RuleFamily recolourByShape();
RuleFamily recolourBySizeRank();
RuleFamily rowByMarker();
RuleFamily stripeRecolour();
RuleFamily swapTwo();

} // namespace ttt::synth
