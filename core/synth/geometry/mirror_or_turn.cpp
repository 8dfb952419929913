#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

RuleFamily mirrorOrTurn() {
    return {.name = "mirror_or_turn",
            .group = "geometry",
            .description = "The whole picture mirrored or turned",
            .variants = 7,
            .leastSide = 4,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 5));
                const int symmetry = random.between(1, kSymmetries - 1);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 2);
                    const Grid input = drawPattern(r, size.height(), size.width(),
                                                   palette.background, palette.inks);
                    return GridPair{input, applySymmetry(input, symmetry)};
                };
            }};
}

} // namespace ttt::synth
