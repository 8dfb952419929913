#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily wrapShift() {
    return {.name = "wrap_shift",
            .group = "geometry",
            .description = "Everything moves k cells and comes back in at the other side",
            .variants = 12,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 4));
                const int by = random.between(1, 3);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Grid size = drawCanvas(r, limits, 0, 3);
                        const Grid input = drawPattern(r, size.height(), size.width(),
                                                       palette.background, palette.inks);
                        std::vector<int> rows;
                        for (int i = 0; i < input.height(); ++i) {
                            rows.push_back((i + by) % input.height());
                        }
                        return GridPair{input, selectRows(input, rows)};
                    });
            }};
}

} // namespace ttt::synth
