#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/symmetry/families.h"

namespace ttt::synth {

RuleFamily removeNoiseLines() {
    return {
        .name = "remove_noise_lines",
        .group = "symmetry",
        .description = "Lines that cross everything vanish; what they covered is as before",
        .variants = 18,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 4));
            const bool bothWays = random.chance(0.5);
            return transposedAtRandom(
                random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid output = drawCanvas(r, limits, palette.background, 7);
                    for (int i = drawCount(r, limits, output, 1, 5); i > 0; --i) {
                        placeFreely(
                            r, output,
                            solidRectangle(r.between(3, 6), r.between(3, 6), palette.any(r, 1)),
                            palette.background);
                    }
                    Grid input = output;
                    // Lines of three or more cells apart leave both neighbours of a covered
                    // cell in sight.
                    for (int i = r.between(1, 4); i < input.height() - 1; i += r.between(3, 8)) {
                        const auto rowAt = [&](int k) { return crop(output, rowOf(output, k)); };
                        if (rowAt(i) == rowAt(i - 1) || rowAt(i) == rowAt(i + 1)) {
                            fillBox(input, rowOf(input, i), palette.ink(0));
                        }
                    }
                    const int column = r.between(1, input.width() - 2);
                    if (bothWays && r.chance(0.7)) {
                        fillBox(input, columnOf(input, column), palette.ink(0));
                    }
                    if (findComponents(output, palette.background).empty()) return std::nullopt;
                    return GridPair{input, output};
                });
        }};
}

} // namespace ttt::synth
