#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

namespace ttt::synth {

RuleFamily bounceRay() {
    return {.name = "bounce_ray",
            .group = "rays",
            .description =
                "A dot at the bottom sends a diagonal ray that bounces between the sides",
            .variants = 16,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const bool ownColour = random.chance(0.6);
                return turnedAtRandom(
                    random,
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input(drawSide(r, limits, 4), drawSide(r, limits, 2, 9),
                                   palette.background);
                        Cell cell{input.height() - 1, 0};
                        // Starting in the left corner shows the direction without doubt.
                        cellOf(input, cell) = palette.ink(0);
                        Grid output = input;
                        int step = 1;
                        while (cell.row > 0) {
                            if (!input.contains(0, cell.column + step)) step = -step;
                            cell = cell + Cell{-1, step};
                            cellOf(output, cell) = palette.ink(ownColour ? 0 : 1);
                        }
                        return GridPair{input, output};
                    },
                    kSymmetries);
            }};
}

} // namespace ttt::synth
