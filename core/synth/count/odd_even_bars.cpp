#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily oddEvenBars() {
    return {.name = "odd_even_bars",
            .group = "count",
            .description = "Bars of odd length get one colour, bars of even length another",
            .variants = 500,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool evenStays = random.chance(0.4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    for (int i = drawCount(r, limits, input, 2, 9); i > 0; --i) {
                        const int length = r.between(1, std::min(7, input.height()));
                        const Grid bar = r.chance(0.5) ? Grid(length, 1, palette.ink(0))
                                                       : Grid(1, length, palette.ink(0));
                        placeFreely(r, input, bar, palette.background);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& bar : findComponents(input, palette.background)) {
                        const bool odd = bar.size() % 2 == 1;
                        cases |= odd ? 1 : 2;
                        paint(output, bar, palette.ink(odd ? 1 : evenStays ? 0 : 2));
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
