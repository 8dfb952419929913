#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily shearRows() {
    return {.name = "shear_rows",
            .group = "geometry",
            .description = "Row i is rotated by i cells (or 2i), wrapping around",
            .variants = 16,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const int by = random.between(1, 2);
                return turnedAtRandom(
                    random,
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Grid size = drawCanvas(r, limits, 0, 3);
                        const int width = size.width();
                        const Grid input =
                            drawPattern(r, size.height(), width, palette.background, palette.inks);
                        Grid output = input;
                        for (int i = 0; i < input.height(); ++i) {
                            for (int j = 0; j < width; ++j) {
                                output.at(i, (j + i * by) % width) = input.at(i, j);
                            }
                        }
                        return GridPair{input, output};
                    },
                    kSymmetries);
            }};
}

} // namespace ttt::synth
