#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

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
Grid drawFigure(Rng& r, int most, Colour colour) {
    const int height = r.between(2, most);
    Grid sprite = drawRaggedBlob(r, height, r.between(2, most), colour);
    const int kind = r.below(4);
    if (kind > 0) sprite = drawMirroredBlob(r, height, sprite.width(), colour);
    if (kind > 2) paste(sprite, applySymmetry(sprite, 5), 0, 0);
    if (kind > 2 && height == sprite.width()) paste(sprite, applySymmetry(sprite, 6), 0, 0);
    return r.chance(0.5) ? applySymmetry(sprite, 1) : sprite;
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
                std::vector<int> axes;
                for (const auto& object : objects)
                    axes.push_back(mirrorAxes(spriteOf(input, object)));
                if (axes.size() < 2) return std::nullopt;
                const auto best = most ? std::max_element(axes.begin(), axes.end())
                                       : std::min_element(axes.begin(), axes.end());
                if (std::count(axes.begin(), axes.end(), *best) != 1) return std::nullopt;
                const Component& chosen = objects[static_cast<size_t>(best - axes.begin())];
                const Grid sprite = spriteOf(input, chosen);
                if (!alone) return GridPair{input, replaceColour(sprite, kClear, empty)};
                Grid output(input.height(), input.width(), empty);
                paste(output, sprite, chosen.box.top, chosen.box.left);
                return GridPair{input, output};
            };
        }};
}

} // namespace ttt::synth
