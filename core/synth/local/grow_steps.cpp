#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

namespace ttt::synth {

RuleFamily growSteps() {
    return {.name = "grow_steps",
            .group = "local",
            .description = "Seeds spread through free cells, around walls, k steps or to the end",
            .variants = 10,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const int steps = random.chance(0.4) ? 900 : random.between(1, 4);
                const bool ownColour = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    addNoise(r, input, palette.background, palette.ink(0),
                             0.15 + 0.3 * r.uniform());
                    scatterDots(r, input, palette.background, palette.ink(1), r.between(1, 3), 0);
                    Grid output = input;
                    std::vector<Cell> edge = cellsIn(input, palette.ink(1));
                    for (int k = 0; k < steps && !edge.empty(); ++k) {
                        std::vector<Cell> next;
                        for (const Cell cell : edge) {
                            for (const Cell step : kStraightSteps) {
                                const Cell at = cell + step;
                                if (colourOr(output, at, palette.ink(0)) != palette.background) {
                                    continue;
                                }
                                cellOf(output, at) = palette.ink(ownColour ? 1 : 2);
                                next.push_back(at);
                            }
                        }
                        edge = next;
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
