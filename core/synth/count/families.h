// Rule families of counting, ordering, comparing.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily barArithmetic();
RuleFamily barChart();
RuleFamily compareCounts();
RuleFamily countToCells();
RuleFamily dotsInBoxes();
RuleFamily majorityOfRows();
RuleFamily oddEvenBars();
RuleFamily orderBySize();
RuleFamily partOfBars();
RuleFamily rankBars();
RuleFamily scaleByCount();
RuleFamily sortBars();

} // namespace ttt::synth
