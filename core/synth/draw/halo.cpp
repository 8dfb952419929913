#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

namespace ttt::synth {

RuleFamily halo() {
    return {.name = "halo",
            .group = "draw",
            .description = "Every dot gets neighbours (4, diagonal 4, or 8) of a colour",
            .variants = 27,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int kinds = random.between(1, 2);
                const std::vector<int> styles{random.below(3), random.below(3)};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 4);
                    for (int i = drawCount(r, limits, input, 1, 7); i > 0; --i) {
                        scatterDots(r, input, palette.background, palette.ink(r.below(kinds)), 1,
                                    2);
                    }
                    Grid output = input;
                    for (const auto& dot : findComponents(input, palette.background)) {
                        const size_t kind = dot.colour == palette.ink(0) ? 0 : 1;
                        const size_t first = styles[kind] == 1 ? 4 : 0;
                        const size_t last = styles[kind] == 0 ? 4 : 8;
                        for (size_t s = first; s < last; ++s) {
                            const Cell cell = dot.cells[0] + kSteps[s];
                            if (inside(output, cell)) {
                                cellOf(output, cell) = palette.ink(2 + static_cast<int>(kind));
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
