#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily compareCounts() {
    return {.name = "compare_counts",
            .group = "count",
            .description = "The colour with more (fewer) cells, as one cell or filling the grid",
            .variants = 12,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool more = random.chance(0.6);
                const bool objects = random.chance(0.5); // count objects, not cells
                const int side = random.between(1, 3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    std::vector<Colour> inks = palette.inks;
                    r.shuffle(inks);
                    inks.resize(2);
                    for (int i = drawCount(r, limits, input, 3, 10); i > 0; --i) {
                        const Colour colour = r.pick(inks);
                        if (objects) {
                            placeFreely(r, input, drawShape(r, 2, colour), palette.background);
                        } else {
                            scatterDots(r, input, palette.background, colour, 1, 0);
                        }
                    }
                    std::array<int, 10> counts = countColours(input);
                    if (objects) {
                        counts = {};
                        for (const auto& object : findComponents(input, palette.background)) {
                            ++counts[object.colour];
                        }
                    }
                    const int first = counts[inks[0]];
                    const int second = counts[inks[1]];
                    if (first == second || first == 0 || second == 0) return std::nullopt;
                    const Colour winner = inks[(first > second) == more ? 0 : 1];
                    return GridPair{input, Grid(side, side, winner)};
                };
            }};
}

} // namespace ttt::synth
