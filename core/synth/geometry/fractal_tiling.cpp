#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

// The input is also the plan: where it has the chosen kind of cell, a copy of it stands.
RuleFamily fractalTiling() {
    return {.name = "fractal_tiling",
            .group = "geometry",
            .description =
                "A copy of the picture stands for each of its own solid (or empty) cells",
            .variants = 6,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 2));
                const bool forEmpty = random.chance(0.25);
                const int most = limits.maxSide >= 16 ? 4 : limits.maxSide >= 9 ? 3 : 2;
                const int side = random.chance(0.7) ? std::min(3, most) : random.between(2, most);
                return [=](Rng& r, const SynthLimits&) -> std::optional<GridPair> {
                    const Grid input = drawPattern(r, side, side, palette.background, palette.inks);
                    if (!hasColour(input, palette.background)) return std::nullopt;
                    Grid output(side * side, side * side, palette.background);
                    for (int i = 0; i < side; ++i) {
                        for (int j = 0; j < side; ++j) {
                            const bool isEmpty = input.at(i, j) == palette.background;
                            if (isEmpty == forEmpty) paste(output, input, i * side, j * side);
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
