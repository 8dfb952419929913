#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

// Copies of the picture side by side, each with its own mirror: plain tiling, alternating mirrors,
// and the kaleidoscope are all tables of symmetries.
RuleFamily tileWithSymmetry() {
    return {.name = "tile_with_symmetry",
            .group = "geometry",
            .description = "The picture repeated in a table, each copy plain or mirrored",
            .variants = 60,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const int most = std::min(4, limits.maxSide / 2);
                const int down = random.between(1, most);
                const int across = down == 1 ? random.between(2, most) : random.between(1, most);
                const std::vector<int> choices{0, 2, 4, 5};
                const int rowMirror = random.pick(choices);
                const int columnMirror = random.pick(choices);
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    const int side = sides.maxSide / std::max(down, across);
                    const int height = r.between(std::min(2, side), side);
                    const int width = r.between(std::min(2, side), side);
                    const Grid input =
                        drawPattern(r, height, width, palette.background, palette.inks);
                    Grid output(height * down, width * across);
                    for (int i = 0; i < down; ++i) {
                        for (int j = 0; j < across; ++j) {
                            Grid copy = input;
                            if (i % 2 == 1) copy = applySymmetry(copy, rowMirror);
                            if (j % 2 == 1) copy = applySymmetry(copy, columnMirror);
                            paste(output, copy, i * height, j * width);
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
