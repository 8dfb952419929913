// Rule families of panels and logic on them.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily combinePanels();
RuleFamily compactRegions();
RuleFamily completePanels();
RuleFamily copyToCellPlace();
RuleFamily copyToMarkedPanel();
RuleFamily kroneckerPanels();
RuleFamily logicBySeparator();
RuleFamily macroToPixel();
RuleFamily mergeQuadrants();
RuleFamily oddPanel();
RuleFamily overlayPanels();
RuleFamily panelAnalogy();
RuleFamily panelAsMap();
RuleFamily panelByProperty();
RuleFamily propagateInRows();
RuleFamily regionByDots();
RuleFamily tableOfHeaders();

} // namespace ttt::synth
