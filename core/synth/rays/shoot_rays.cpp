#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/rays/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily shootRays() {
    return {.name = "shoot_rays",
            .group = "rays",
            .description = "Every dot shoots a ray (straight, diagonal, both ways, all ways)",
            .variants = 40,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                static const std::vector<std::vector<int>> kPatterns{
                    {0},    {1},    {2},    {3},          {4},          {5},      {6},
                    {7},    {0, 2}, {1, 3}, {0, 1, 2, 3}, {4, 5, 6, 7}, {4, 6},   {5, 7},
                    {0, 1}, {1, 2}, {2, 3}, {4, 5},       {5, 6},       {0, 5, 6}};
                const Palette palette = drawPalette(random, random.between(1, 3));
                const std::vector<int> pattern = random.pick(kPatterns);
                const bool ownColour = palette.inks.size() == 1 || random.chance(0.6);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 4);
                    const int first = ownColour ? 0 : 1;
                    const int dots = r.between(1, 1 + std::min(input.height(), input.width()) / 5);
                    const Colour colour = palette.any(r, first);
                    scatterDots(r, input, palette.background, colour, dots);
                    Grid output = input;
                    for (const auto& dot : findComponents(input, palette.background)) {
                        for (const int step : pattern) {
                            Cell cell = dot.cells[0] + kSteps[static_cast<size_t>(step)];
                            while (inside(input, cell)) {
                                if (colourAt(input, cell) == palette.background) {
                                    cellOf(output, cell) = ownColour ? colour : palette.ink(0);
                                }
                                cell = cell + kSteps[static_cast<size_t>(step)];
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
