// Rule families of local rules, automata, small programs.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily elementaryAutomaton();
RuleFamily fusePairs();
RuleFamily growSteps();
RuleFamily ifSymmetricObject();
RuleFamily linesByProperty();
RuleFamily neighbourRule();
RuleFamily nestedFrames();
RuleFamily objectPrograms();
RuleFamily rowPrograms();
RuleFamily ruleByFlag();

} // namespace ttt::synth
