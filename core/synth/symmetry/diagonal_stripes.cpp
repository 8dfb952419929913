#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily diagonalStripes() {
    return {.name = "diagonal_stripes",
            .group = "symmetry",
            .description =
                "The cycle of colours in the first row goes on over the grid, shifted a row",
            .variants = 24,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const int shift = random.between(-1, 1);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 4);
                        const int period = r.between(2, std::min(5, input.width() / 2));
                        std::vector<Colour> cycle;
                        for (int i = 0; i < period; ++i) cycle.push_back(palette.any(r));
                        if (std::ranges::count(cycle, cycle[0]) == period) {
                            return std::nullopt;
                        }
                        Grid output = input;
                        for (int i = 0; i < input.height(); ++i) {
                            for (int j = 0; j < input.width(); ++j) {
                                const int at = ((j + shift * i) % period + period) % period;
                                output.at(i, j) = cycle[static_cast<size_t>(at)];
                            }
                        }
                        paste(input, crop(output, rowOf(input, 0)));
                        // Two colours in turn look the same shifted either way.
                        const uint64_t cases = shift != 0 && period > 2 ? 3 : 0;
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
