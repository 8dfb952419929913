#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

// One panel holds a figure, the other a plan of coloured cells. Each cell of the plan is answered
// by the figure in the cell's colour, or by the figure on a ground of that colour.
RuleFamily kroneckerPanels() {
    return {.name = "kronecker_panels",
            .group = "panels",
            .description = "The figure of one panel in the colour of each cell of the other panel",
            .variants = 20,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const bool paintGround = random.chance(0.25);
                const bool separator = random.chance(0.5);
                const int inks = random.between(1, 3);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour empty = palette.background;
                        const int height = r.between(2, limits.maxSide >= 25   ? 5
                                                        : limits.maxSide >= 16 ? 4
                                                        : limits.maxSide >= 9  ? 3
                                                                               : 2);
                        const int figureWidth =
                            separator ? r.between(2, std::min(6, limits.maxSide / 2)) : height;
                        const int planWidth =
                            separator ? r.between(2, std::min(6, limits.maxSide / figureWidth))
                                      : height;
                        const Grid figure =
                            drawPattern(r, height, figureWidth, empty, {palette.ink(0)});
                        const Grid plan =
                            drawPattern(r, height, planWidth, empty, palette.inksFrom(1, inks));
                        Grid output(height * height, figureWidth * planWidth, empty);
                        for (int i = 0; i < height; ++i) {
                            for (int j = 0; j < planWidth; ++j) {
                                const Colour colour = plan.at(i, j);
                                if (colour == empty) continue;
                                paste(output,
                                      replaceColour(figure, paintGround ? empty : palette.ink(0),
                                                    colour),
                                      i * height, j * figureWidth);
                            }
                        }
                        const bool planFirst = r.chance(0.5);
                        const Grid& left = planFirst ? plan : figure;
                        const Grid& right = planFirst ? figure : plan;
                        return GridPair{separator ? beside(left, right, palette.ink(4))
                                                  : beside(left, right),
                                        output};
                    });
            }};
}

} // namespace ttt::synth
