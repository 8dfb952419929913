// Rule families of whole-grid geometry: mirrored, tiled, scaled, shifted pictures.
// One short source file each; core/synth/registry.cpp lists them. A family is named after its
// function in snake_case.
#pragma once

#include "core/synth/rule_family.h"

namespace ttt::synth {

RuleFamily addFrame();
RuleFamily downscalePicture();
RuleFamily duplicateLines();
RuleFamily foldOverLine();
RuleFamily fractalTiling();
RuleFamily mergeEqualLines();
RuleFamily mirrorOrTurn();
RuleFamily padByEdges();
RuleFamily removeBlankLines();
RuleFamily rotateRings();
RuleFamily shearRows();
RuleFamily swapHalves();
RuleFamily tileWithSymmetry();
RuleFamily turnInsideFrame();
RuleFamily upscalePicture();
RuleFamily wrapShift();

} // namespace ttt::synth
