#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

namespace ttt::synth {

RuleFamily removeNoise() {
    return {.name = "remove_noise",
            .group = "symmetry",
            .description = "Lone cells of the noise colour vanish; blocks are made whole again",
            .variants = 18,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour noise = palette.ink(0);
                    Grid output = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, output, 1, 5); i > 0; --i) {
                        placeFreely(
                            r, output,
                            solidRectangle(r.between(2, 6), r.between(2, 6), palette.any(r, 1)),
                            palette.background);
                    }
                    Grid input = output;
                    for (int k = r.between(2, 2 + output.area() / 15); k > 0; --k) {
                        const Cell cell = drawCell(r, input);
                        // Lone cells, so that all neighbours of what they hide are in sight.
                        if (countNeighbours(input, cell, noise, Connect::Diagonal) == 0) {
                            cellOf(input, cell) = noise;
                        }
                    }
                    // Every block keeps at least one full row and column of its rim in sight.
                    for (const auto& block : findComponents(output, palette.background)) {
                        int hidden = 0;
                        for (const Cell cell : block.cells) {
                            hidden += colourAt(input, cell) == noise ? 1 : 0;
                        }
                        if (3 * hidden > block.size()) return std::nullopt;
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
