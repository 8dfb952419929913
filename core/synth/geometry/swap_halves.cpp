#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily swapHalves() {
    return {.name = "swap_halves",
            .group = "geometry",
            .description = "The two halves change places, perhaps each mirrored",
            .variants = 8,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const bool crosswise = random.chance(0.5);
                static const std::vector<int> kTurns{0, 0, 2, 4, 5};
                const int turn = random.pick(kTurns);
                return turned(
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int half = drawSide(r, limits, 2) / 2;
                        if (half < 1) return std::nullopt;
                        const int height = drawSide(r, limits, 2);
                        const Grid left =
                            drawPattern(r, height, half, palette.background, palette.inks);
                        const Grid right =
                            drawPattern(r, height, half, palette.background, palette.inks);
                        return GridPair{beside(left, right), beside(applySymmetry(right, turn),
                                                                    applySymmetry(left, turn))};
                    },
                    crosswise ? 6 : 0);
            }};
}

} // namespace ttt::synth
