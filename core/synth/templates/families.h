// Rule families of templates, stamps, correspondence between objects.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily copyToMarkers();
RuleFamily figureInMarkColour();
RuleFamily glyphForColour();
RuleFamily highlightPattern();
RuleFamily recolourFromCore();
RuleFamily shadowOfFigure();
RuleFamily stampAtDots();

} // namespace ttt::synth
