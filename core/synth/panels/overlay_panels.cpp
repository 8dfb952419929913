#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily overlayPanels() {
    return {.name = "overlay_panels",
            .group = "panels",
            .description = "Panels of different colours laid over each other in a fixed order",
            .variants = 12,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const int count = limits.maxSide >= 11 ? random.between(2, 3) : 2;
                const Palette palette = drawPalette(random, count + 1);
                const std::vector<int> order = random.permutation(count);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                        const int width = r.between(2, (sides.maxSide - count + 1) / count);
                        const int height = std::min(sides.maxSide, r.between(2, width + 2));
                        std::vector<Grid> panels;
                        Grid input;
                        for (int p = 0; p < count; ++p) {
                            panels.push_back(drawPattern(r, height, width, palette.background,
                                                         {palette.ink(p + 1)}));
                            input =
                                p == 0 ? panels[0] : beside(input, panels.back(), palette.ink(0));
                        }
                        Grid output(height, width, palette.background);
                        for (const int p : order) {
                            paste(output, replaceColour(panels[static_cast<size_t>(p)],
                                                        palette.background, kClear));
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
