#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily panelByProperty() {
    return {.name = "panel_by_property",
            .group = "panels",
            .description = "The panel with the most (fewest) solid cells, or the symmetric one",
            .variants = 6,
            .leastSide = 11,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int property = random.below(3); // most, fewest, symmetric
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int most = (limits.maxSide - 2) / 3;
                    const int side = r.between(std::min(most, std::max(2, most - 2)), most);
                    const int count = r.between(2, std::max(3, (limits.maxSide + 1) / (side + 1)));
                    const int height = property == 2 ? side : r.between(2, std::max(2, side + 1));
                    std::vector<Grid> panels;
                    Grid input;
                    for (int p = 0; p < count; ++p) {
                        Grid panel =
                            drawPattern(r, height, side, palette.background, {palette.any(r, 1)});
                        if (property == 2 && r.chance(0.5)) {
                            for (int i = 0; i < height; ++i) {
                                for (int j = 0; j < side; ++j) {
                                    panel.at(i, j) = panel.at(i, std::min(j, side - 1 - j));
                                }
                            }
                        }
                        input = p == 0 ? panel : beside(input, panel, palette.ink(0));
                        panels.push_back(panel);
                    }
                    const Grid* chosen = soleExtreme(panels, property != 1, [&](const Grid& panel) {
                        if (property == 2) return applySymmetry(panel, 4) == panel ? 1 : 0;
                        return panel.area() - countOf(panel, palette.background);
                    });
                    if (chosen == nullptr) return std::nullopt;
                    return GridPair{input, *chosen};
                };
            }};
}

} // namespace ttt::synth
