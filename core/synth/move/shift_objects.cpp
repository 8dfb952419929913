#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily shiftObjects() {
    return {.name = "shift_objects",
            .group = "move",
            .description = "Objects of one colour move a fixed number of cells, the others stay",
            .variants = 24,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 3));
                const Cell step{random.between(-2, 2), random.between(-2, 2)};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    Grid output = input;
                    int moved = 0;
                    for (int i = drawCount(r, limits, input, 1, 7); i > 0; --i) {
                        const Colour colour = palette.any(r);
                        const Grid sprite = drawShape(r, 3, colour);
                        const bool moves = colour == palette.ink(0);
                        const auto spot = findFreeSpot(r, input, sprite, palette.background);
                        if (!spot) continue;
                        const Cell goal = moves ? *spot + step : *spot;
                        const Box there = boxOf(sprite, goal);
                        if (!inside(output, there) || !isFree(output, palette.background, there))
                            continue;
                        paste(input, sprite, *spot);
                        paste(output, sprite, goal);
                        moved += moves ? 1 : 0;
                    }
                    if (moved == 0) return std::nullopt;
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
