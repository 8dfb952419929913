#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"

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
                const size_t steps = random.chance(0.6) ? 4 : 8;
                const bool exactly = random.chance(0.4);
                const int threshold = random.between(2, steps == 4 ? 4 : 5);
                const bool changesEmpty = random.chance(0.6);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 4);
                    const Grid input = drawPattern(r, size.height(), size.width(),
                                                   palette.background, {palette.ink(0)});
                    const Colour from = changesEmpty ? palette.background : palette.ink(0);
                    Grid output = input;
                    for (int i = 0; i < input.height(); ++i) {
                        for (int j = 0; j < input.width(); ++j) {
                            int solid = 0;
                            for (size_t s = 0; s < steps; ++s) {
                                const Cell next = Cell{i, j} + kSteps[s];
                                solid +=
                                    colourOr(input, next, palette.background) == palette.ink(0);
                            }
                            const bool hit = exactly ? solid == threshold : solid >= threshold;
                            if (input.at(i, j) == from && hit) output.at(i, j) = palette.ink(1);
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
