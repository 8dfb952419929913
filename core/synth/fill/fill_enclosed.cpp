#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily fillEnclosed() {
    return {.name = "fill_enclosed",
            .group = "fill",
            .description = "Areas that walls enclose are filled; or the outside is",
            .variants = 4,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const bool fillInside = random.chance(0.75);
                const bool ragged = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, ragged ? 4 : 7);
                    if (ragged) {
                        addNoise(r, input, empty, palette.ink(0), 0.35 + 0.25 * r.uniform());
                    } else {
                        for (int i = drawCount(r, limits, input, 2, 7); i > 0; --i) {
                            Grid sprite =
                                hollowRectangle(r.between(3, 6), r.between(3, 6), palette.ink(0));
                            if (r.chance(0.25)) cellOf(sprite, {0, 1}) = kClear;
                            placeFreely(r, input, sprite, empty, r.below(2));
                        }
                    }
                    Grid outside = input;
                    fillFromBorder(outside, empty, palette.ink(1));
                    if (!fillInside) return GridPair{input, outside};
                    if (!hasColour(outside, empty) || !hasColour(outside, palette.ink(1))) {
                        return std::nullopt;
                    }
                    return GridPair{input, swapColours(outside, empty, palette.ink(1))};
                };
            }};
}

} // namespace ttt::synth
