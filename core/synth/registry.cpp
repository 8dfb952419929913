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
        addFrame(),
        downscalePicture(),
        duplicateLines(),
        fractalTiling(),
        mirrorOrTurn(),
        removeBlankLines(),
        rotateRings(),
        heldOut(shearRows()),
        swapHalves(),
        tileWithSymmetry(),
        upscalePicture(),
        wrapShift(),
        // colour
        colourMap(),
        cornerColour(),
        keepOneColour(),
        legendRecolour(),
        mostFrequentColour(),
        heldOut(recolourByCellCount()),
        recolourByOrientation(),
        recolourByPlace(),
        recolourByShape(),
        recolourBySizeRank(),
        stripeRecolour(),
        swapTwo(),
        // objects
        borderObjects(),
        cropContent(),
        cropFrame(),
        extractBySize(),
        extractMarked(),
        heldOut(extractUniqueColour()),
        objectsWithHole(),
        sameOrDifferent(),
        // move
        alignToAnchor(),
        gravity(),
        magnetLines(),
        moveByOwnSize(),
        moveToContact(),
        shiftObjects(),
        slideToWall(),
        // draw
        bounceRay(),
        boxAround(),
        concentricRings(),
        heldOut(connectDots()),
        crossThroughPoint(),
        halo(),
        lPath(),
        raysUntilBlock(),
        shootRays(),
        staircase(),
        // fill
        fillBoundingBox(),
        fillByArea(),
        fillEnclosed(),
        floodFromSeeds(),
        holesToColour(),
        outlineObjects(),
        // symmetry
        completeSymmetry(),
        diagonalStripes(),
        extendSequence(),
        heldOut(mirrorOverLine()),
        removeNoise(),
        removeNoiseLines(),
        repairGridLines(),
        restorePeriodic(),
        restoreSymmetric(),
        // count
        barChart(),
        compareCounts(),
        countToCells(),
        majorityOfRows(),
        oddEvenBars(),
        orderBySize(),
        rankBars(),
        heldOut(sortBars()),
        // panels
        combinePanels(),
        copyToMarkedPanel(),
        macroToPixel(),
        mergeQuadrants(),
        oddPanel(),
        heldOut(overlayPanels()),
        panelByProperty(),
        propagateInRows(),
        // templates
        copyToMarkers(),
        figureInMarkColour(),
        glyphForColour(),
        highlightPattern(),
        recolourFromCore(),
        heldOut(shadowOfFigure()),
        stampAtDots(),
        // local
        elementaryAutomaton(),
        growSteps(),
        heldOut(ifSymmetricObject()),
        neighbourRule(),
        nestedFrames(),
        rowPrograms(),
        ruleByFlag(),
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
