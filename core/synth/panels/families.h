// Rule families of panels and logic on them.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily combinePanels();
RuleFamily oddPanel();
RuleFamily overlayPanels();

} // namespace ttt::synth
