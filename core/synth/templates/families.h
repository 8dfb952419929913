// Rule families of templates, stamps, correspondence between objects.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily colourFromTwin();
RuleFamily copyToMarkers();
RuleFamily decorateLikeExample();
RuleFamily figureInMarkColour();
RuleFamily findTurnedPattern();
RuleFamily glyphForColour();
RuleFamily highlightPattern();
RuleFamily markSameShape();
RuleFamily maskByFigure();
RuleFamily patternIntoBlocks();
RuleFamily piecesIntoGaps();
RuleFamily recolourFromCore();
RuleFamily scaleIntoFrame();
RuleFamily shadowOfFigure();
RuleFamily stampAtDots();
RuleFamily stampByLayout();

} // namespace ttt::synth
