#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/rays/families.h"

namespace ttt::synth {

// A ray stops in front of a block, or turns there (to the right, seen along the ray).
RuleFamily raysUntilBlock() {
    return {.name = "rays_until_block",
            .group = "rays",
            .description = "A ray from each source stops at blocks, or turns at them",
            .variants = 24,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const int turn = random.below(3); // 0: stop, 1: right, 2: left
                const bool ownColour = random.chance(0.5);
                const size_t first = static_cast<size_t>(random.below(4));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    const int dots = turn == 0 ? drawCount(r, limits, input, 1, 4) : 1;
                    scatterDots(r, input, palette.background, palette.ink(0), dots, 1);
                    scatterDots(r, input, palette.background, palette.ink(1), 2 + input.area() / 14,
                                1);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& dot : findComponents(input, palette.background)) {
                        if (dot.colour != palette.ink(0)) continue;
                        Cell cell = dot.cells[0];
                        size_t step = first;
                        for (int turns = 0; turns < 12; ++turns) {
                            const Colour colour = palette.ink(ownColour ? 0 : 2);
                            while (inside(input, cell + kSteps[step]) &&
                                   colourAt(input, cell + kSteps[step]) != palette.ink(1)) {
                                cell = cell + kSteps[step];
                                if (colourAt(input, cell) == palette.background) {
                                    cellOf(output, cell) = colour;
                                }
                            }
                            const bool blocked = inside(input, cell + kSteps[step]);
                            cases |= blocked ? 1 : 2;
                            if (turn == 0 || !blocked) break;
                            step = (step + (turn == 1 ? 1 : 3)) % 4;
                        }
                    }
                    if ((cases & 1) == 0) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
