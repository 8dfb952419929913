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
#include "core/synth/rays/families.h"
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

// One list: cutting it up would not make it shorter.
std::vector<RuleFamily> listFamilies() { // NOLINT(readability-function-size)
    using namespace synth;
    return {
        // geometry
        addFrame(),
        downscalePicture(),
        duplicateLines(),
        heldOut(foldOverLine()),
        fractalTiling(),
        mergeEqualLines(),
        mirrorOrTurn(),
        padByEdges(),
        removeBlankLines(),
        rotateRings(),
        heldOut(shearRows()),
        swapHalves(),
        tileWithSymmetry(),
        turnInsideFrame(),
        upscalePicture(),
        wrapShift(),
        // colour
        colourChain(),
        colourMap(),
        cornerColour(),
        cycleRecolour(),
        heldOut(headerTable()),
        keepOneColour(),
        legendRecolour(),
        mostFrequentColour(),
        nearestWallColour(),
        heldOut(recolourByCellCount()),
        recolourByOrientation(),
        recolourByPlace(),
        recolourByShape(),
        recolourBySizeRank(),
        rowByMarker(),
        stripeRecolour(),
        swapTwo(),
        // objects
        assembleAroundCore(),
        borderObjects(),
        cropContent(),
        cropFrame(),
        heldOut(extractByContent()),
        extractBySize(),
        extractMarked(),
        extractSymmetric(),
        heldOut(extractUniqueColour()),
        extractUniqueShape(),
        figureInNoise(),
        joinPieces(),
        linkedByPath(),
        mostCommonShape(),
        objectsWithHole(),
        sameOrDifferent(),
        stackingOrder(),
        // move
        alignToAnchor(),
        attractToMagnet(),
        diagonalSlide(),
        heldOut(followTrack()),
        gravity(),
        magnetLines(),
        moveByCount(),
        moveByOwnSize(),
        moveToContact(),
        plugHoles(),
        pushChain(),
        reelIn(),
        rigidFall(),
        shiftObjects(),
        slideToWall(),
        stretchToMarker(),
        swapObjects(),
        // draw
        boxAround(),
        closeFrames(),
        concentricRings(),
        heldOut(connectDots()),
        crossThroughPoint(),
        detourLines(),
        freeLines(),
        halo(),
        lineAcrossBand(),
        lPath(),
        markCrossings(),
        mazePath(),
        spiral(),
        staircase(),
        // rays
        bounceRay(),
        extendCrossCycle(),
        mirrorRays(),
        pointerRay(),
        projectOntoBlock(),
        raysByWall(),
        raysUntilBlock(),
        rayTakesColour(),
        shootRays(),
        steeredPath(),
        heldOut(steppedRays()),
        trailToMark(),
        wedge(),
        // fill
        cupFill(),
        fillBetweenBlocks(),
        fillBoundingBox(),
        fillByArea(),
        fillEnclosed(),
        fillRowSpans(),
        floodFromSeeds(),
        holesToColour(),
        largestClearArea(),
        heldOut(leakThroughGap()),
        nestingDepth(),
        outlineObjects(),
        roomsByPlace(),
        spacesBySize(),
        splitIntoBlocks(),
        // symmetry
        completeHalf(),
        completeSymmetry(),
        diagonalStripes(),
        extendSequence(),
        growingSequence(),
        heldOut(mirrorOverLine()),
        removeNoise(),
        removeNoiseLines(),
        repairGridLines(),
        repeatStripes(),
        restorePeriodic(),
        restoreSymmetric(),
        uncoverCopy(),
        uncoverObject(),
        // count
        barArithmetic(),
        barChart(),
        compareCounts(),
        countToCells(),
        dotsInBoxes(),
        majorityOfRows(),
        oddEvenBars(),
        orderBySize(),
        heldOut(partOfBars()),
        rankBars(),
        scaleByCount(),
        heldOut(sortBars()),
        // panels
        combinePanels(),
        compactRegions(),
        completePanels(),
        copyToCellPlace(),
        copyToMarkedPanel(),
        kroneckerPanels(),
        logicBySeparator(),
        macroToPixel(),
        mergeQuadrants(),
        oddPanel(),
        heldOut(overlayPanels()),
        panelAnalogy(),
        panelAsMap(),
        panelByProperty(),
        propagateInRows(),
        regionByDots(),
        tableOfHeaders(),
        // templates
        colourFromTwin(),
        copyToMarkers(),
        decorateLikeExample(),
        figureInMarkColour(),
        findTurnedPattern(),
        glyphForColour(),
        highlightPattern(),
        markSameShape(),
        maskByFigure(),
        patternIntoBlocks(),
        piecesIntoGaps(),
        recolourFromCore(),
        scaleIntoFrame(),
        heldOut(shadowOfFigure()),
        stampAtDots(),
        stampByLayout(),
        // local
        elementaryAutomaton(),
        fusePairs(),
        growSteps(),
        heldOut(ifSymmetricObject()),
        linesByProperty(),
        neighbourRule(),
        nestedFrames(),
        objectPrograms(),
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
                "see ttt synth");
}

} // namespace ttt
