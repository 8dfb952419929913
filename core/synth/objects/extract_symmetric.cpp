#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

namespace {

// How many of the four mirrorings leave the sprite as it is.
int mirrorAxes(const Grid& sprite) {
    int axes = 0;
    for (int symmetry = 4; symmetry < kSymmetries; ++symmetry) {
        axes += applySymmetry(sprite, symmetry) == sprite ? 1 : 0;
    }
    return axes;
}

// A blob, or one with a mirror image laid over it once or more.
Grid drawFigure(Rng& random, int most, Colour colour) {
    const int height = random.between(2, most);
    Grid sprite = drawRaggedBlob(random, height, random.between(2, most), colour);
    const int kind = random.below(4);
    if (kind > 0) sprite = drawMirroredBlob(random, height, sprite.width(), colour);
    if (kind > 2) paste(sprite, applySymmetry(sprite, 5));
    if (kind > 2 && height == sprite.width()) paste(sprite, applySymmetry(sprite, 6));
    return random.chance(0.5) ? applySymmetry(sprite, 1) : sprite;
}

} // namespace

RuleFamily extractSymmetric() {
    return {
        .name = "extract_symmetric",
        .group = "objects",
        .description = "The object with the most (or fewest) mirror axes, cut out or kept alone",
        .variants = 4,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 4));
            const bool most = random.chance(0.65);
            const bool alone = random.chance(0.4);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                Grid input = drawCanvas(r, limits, empty, 8);
                for (int i = drawCount(r, limits, input, 3, 6); i > 0; --i) {
                    placeFreely(r, input, drawFigure(r, input.area() < 100 ? 3 : 5, palette.any(r)),
                                empty);
                }
                const auto objects = findComponents(input, empty, Connect::Diagonal);
                const Component* chosen = soleExtreme(objects, most, [&](const Component& object) {
                    return mirrorAxes(spriteOf(input, object));
                });
                if (chosen == nullptr) return std::nullopt;
                return GridPair{input, alone ? keptAlone(input, *chosen, empty)
                                             : cutOut(input, *chosen, empty)};
            };
        }};
}

} // namespace ttt::synth
