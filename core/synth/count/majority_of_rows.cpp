#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily majorityOfRows() {
    return {.name = "majority_of_rows",
            .group = "count",
            .description = "Every row takes the colour that it has most of",
            .variants = 4,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const bool oneColumn = random.chance(0.4);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Grid size = drawCanvas(r, limits, 0, 3);
                        Grid input = size;
                        Grid output(size.height(), oneColumn ? 1 : size.width());
                        for (int i = 0; i < size.height(); ++i) {
                            const Colour main = palette.any(r);
                            for (int j = 0; j < size.width(); ++j) {
                                input.at(i, j) = r.chance(0.6) ? main : palette.any(r);
                            }
                            const Grid row = crop(input, rowOf(input, i));
                            for (const Colour ink : palette.inks) {
                                if (ink != main && countOf(row, ink) >= countOf(row, main)) {
                                    return std::nullopt;
                                }
                            }
                            fillBox(output, rowOf(output, i), main);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
