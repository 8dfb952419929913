#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/lattice.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily copyToMarkedPanel() {
    return {.name = "copy_to_marked_panel",
            .group = "panels",
            .description = "The pattern of one panel is copied into every panel with a marker cell",
            .variants = 72,
            .leastSide = 11,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const bool ownColour = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int side = r.between(2, std::min(4, (limits.maxSide - 1) / 2));
                    const int most = (limits.maxSide + 1) / (side + 1);
                    const int rows = r.between(std::min(2, most), std::min(5, most));
                    const int columns = r.between(std::min(2, most), std::min(5, most));
                    const Lattice lattice{rows, columns, side, side};
                    Grid input = lattice.blank(palette.ink(0), palette.background);
                    const Grid pattern =
                        drawPattern(r, side, side, palette.background, {palette.ink(1)});
                    if (countOf(pattern, palette.ink(1)) < 2) return std::nullopt;
                    const std::vector<int> order = r.permutation(lattice.count());
                    const int marked = r.between(1, std::max(1, lattice.count() / 3));
                    Grid output = input;
                    for (int k = 0; k <= marked && k < lattice.count(); ++k) {
                        const Box panel = lattice.panel(order[static_cast<size_t>(k)]);
                        if (k == 0) {
                            paste(input, pattern, panel.corner());
                            paste(output, pattern, panel.corner());
                            continue;
                        }
                        input.at(panel.top + r.below(side), panel.left + r.below(side)) =
                            palette.ink(2);
                        const Colour ink = palette.ink(ownColour ? 1 : 2);
                        paste(output, replaceColour(pattern, palette.ink(1), ink), panel.corner());
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
