#include "core/base/error.h"
#include "core/synth/colour/families.h"
#include "core/synth/count/families.h"
#include "core/synth/draw/families.h"
#include "core/synth/fill/families.h"
#include "core/synth/geometry/families.h"
#include "core/synth/local/families.h"
#include "core/synth/move/families.h"
#include "core/synth/objects/families.h"
#include "core/synth/panels/families.h"
#include "core/synth/rule_family.h"
#include "core/synth/symmetry/families.h"
#include "core/synth/templates/families.h"

namespace ttt {

namespace {

// Never trained on: what the model does with them shows whether it has learnt to infer rules or
// has only learnt the other families.
RuleFamily heldOut(RuleFamily family) {
    family.heldOut = true;
    return family;
}

std::vector<RuleFamily> listFamilies() {
    using namespace synth;
    return {
        // geometry
        downscalePicture(),
        duplicateLines(),
        fractalTiling(),
        mirrorOrTurn(),
        heldOut(shearRows()),
        tileWithSymmetry(),
        upscalePicture(),
        wrapShift(),
        // colour
        colourMap(),
        keepOneColour(),
        mostFrequentColour(),
        heldOut(recolourByCellCount()),
        recolourByShape(),
        recolourBySizeRank(),
        swapTwo(),
        // objects
        borderObjects(),
        cropContent(),
        extractBySize(),
        heldOut(extractUniqueColour()),
        // move
        gravity(),
        shiftObjects(),
        slideToWall(),
        // draw
        heldOut(connectDots()),
        halo(),
        shootRays(),
        // fill
        fillEnclosed(),
        holesToColour(),
        outlineObjects(),
        // symmetry
        removeNoise(),
        restorePeriodic(),
        restoreSymmetric(),
        // count
        barChart(),
        countToCells(),
        // panels
        combinePanels(),
        oddPanel(),
        heldOut(overlayPanels()),
        // templates
        copyToMarkers(),
        stampAtDots(),
        // local
        heldOut(ifSymmetricObject()),
        neighbourRule(),
    };
}

} // namespace

std::span<const RuleFamily> ruleFamilies() {
    static const std::vector<RuleFamily> kFamilies = listFamilies();
    return kFamilies;
}

const RuleFamily& findFamily(std::string_view name) {
    for (const RuleFamily& family : ruleFamilies()) {
        if (family.name == name) return family;
    }
    throw Error(ErrorKind::NotFound, "rule family", "found \"" + std::string(name) + "\"",
                "see ttt synth --list");
}

} // namespace ttt
