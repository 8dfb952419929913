#include "core/synth/pieces/canvas.h"
#include "core/synth/symmetry/families.h"

namespace ttt::synth {

RuleFamily repairGridLines() {
    return {.name = "repair_grid_lines",
            .group = "symmetry",
            .description =
                "Blots on a regular lattice are removed, or the lattice goes on under them",
            .variants = 27,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool crossings = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid output = drawCanvas(r, limits, palette.background, 6);
                    const int step = r.between(2, 4);
                    const int rowPhase = r.below(step);
                    const int columnPhase = r.below(step);
                    for (int i = 0; i < output.height(); ++i) {
                        for (int j = 0; j < output.width(); ++j) {
                            const bool row = i % step == rowPhase;
                            const bool column = j % step == columnPhase;
                            if (row || column) output.at(i, j) = palette.ink(0);
                            if (row && column && crossings) output.at(i, j) = palette.ink(1);
                        }
                    }
                    Grid input = output;
                    for (int k = r.between(1, 3); k > 0; --k) {
                        fillBox(input,
                                {r.below(input.height()), r.below(input.width()), r.between(1, 3),
                                 r.between(1, 3)},
                                palette.ink(2));
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
