#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily lPath() {
    return {.name = "l_path",
            .group = "draw",
            .description = "From the first dot along its row, then along the column, to the second",
            .variants = 144,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool rowFirst = random.chance(0.5);
                const bool ownColour = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 4);
                    const Cell from = drawCell(r, input);
                    const Cell to = drawCell(r, input);
                    if (from.row == to.row || from.column == to.column) return std::nullopt;
                    const Cell corner =
                        rowFirst ? Cell{from.row, to.column} : Cell{to.row, from.column};
                    Grid output = input;
                    const Colour colour = palette.ink(ownColour ? 0 : 2);
                    drawSegment(output, from, corner, colour);
                    drawSegment(output, corner, to, colour);
                    for (Grid* grid : {&input, &output}) {
                        cellOf(*grid, from) = palette.ink(0);
                        cellOf(*grid, to) = palette.ink(1);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
