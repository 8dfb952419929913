#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily panelByProperty() {
    return {
        .name = "panel_by_property",
        .group = "panels",
        .description = "The panel with the most (fewest) solid cells, or the symmetric one",
        .variants = 6,
        .leastSide = 11,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 4));
            const int property = random.below(3); // most, fewest, symmetric
            return turned(
                [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int most = (limits.maxSide - 2) / 3;
                    const int side = r.between(std::min(most, std::max(2, most - 2)), most);
                    const int count = r.between(2, std::max(3, (limits.maxSide + 1) / (side + 1)));
                    const int height = property == 2 ? side : r.between(2, std::max(2, side + 1));
                    std::vector<Grid> panels;
                    std::vector<std::pair<int, size_t>> order;
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
                        const int solid = panel.area() - countOf(panel, palette.background);
                        const int mirrored = applySymmetry(panel, 4) == panel ? 1 : 0;
                        order.push_back({property == 0   ? solid
                                         : property == 1 ? -solid
                                                         : mirrored,
                                         panels.size()});
                        input = p == 0
                                    ? panel
                                    : beside(beside(input, Grid(height, 1, palette.ink(0))), panel);
                        panels.push_back(panel);
                    }
                    std::sort(order.rbegin(), order.rend());
                    if (order[0].first == order[1].first) return std::nullopt;
                    return GridPair{input, panels[order[0].second]};
                },
                0);
        }};
}

} // namespace ttt::synth
