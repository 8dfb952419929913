#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

namespace ttt::synth {

// Walls divide the grid into rooms; a seed floods its room.
RuleFamily floodFromSeeds() {
    return {.name = "flood_from_seeds",
            .group = "fill",
            .description = "Each room between walls takes the colour of the seed in it",
            .variants = 9,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    for (int i = r.between(1, 1 + input.height() / 6); i > 0; --i) {
                        const int row = r.between(1, input.height() - 2);
                        fillBox(input, rowOf(input, row), palette.ink(0));
                    }
                    for (int i = r.between(1, 1 + input.width() / 6); i > 0; --i) {
                        const int column = r.between(1, input.width() - 2);
                        const int top = r.below(input.height() / 2);
                        fillBox(input, {top, column, input.height(), 1}, palette.ink(0));
                    }
                    Grid output = input;
                    // Rooms are the objects once walls are the background.
                    const Grid plan = swapColours(input, palette.ink(0), palette.background);
                    for (const auto& room : findComponents(plan, palette.background)) {
                        if (r.chance(0.35)) continue;
                        const Cell seed = r.pick(room.cells);
                        const Colour colour = palette.any(r, 1);
                        cellOf(input, seed) = colour;
                        paint(output, room, colour);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
