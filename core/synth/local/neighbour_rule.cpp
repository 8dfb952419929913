#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

namespace ttt::synth {

// One step of an outer-totalistic automaton that a person can read off: a cell changes when the
// number of its solid neighbours has reached a threshold.
RuleFamily neighbourRule() {
    return {.name = "neighbour_rule",
            .group = "local",
            .description = "Empty (or solid) cells with at least k solid neighbours change colour",
            .variants = 16,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const Connect connect = random.chance(0.6) ? Connect::Straight : Connect::Diagonal;
                const bool exactly = random.chance(0.4);
                const int threshold = random.between(2, connect == Connect::Straight ? 4 : 5);
                const bool changesEmpty = random.chance(0.6);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 4);
                    const Grid input = drawPattern(r, size.height(), size.width(),
                                                   palette.background, {palette.ink(0)});
                    const Colour from = changesEmpty ? palette.background : palette.ink(0);
                    Grid output = input;
                    for (const Cell cell : cellsOf(input)) {
                        const int solid = countNeighbours(input, cell, palette.ink(0), connect);
                        const bool hit = exactly ? solid == threshold : solid >= threshold;
                        if (colourAt(input, cell) == from && hit)
                            cellOf(output, cell) = palette.ink(1);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
