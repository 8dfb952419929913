#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Special { Fewest, Most, LacksInk, HasInk };

// Colours so many cells of an empty panel.
Grid drawPanel(Rng& random, Grid panel, const std::vector<Colour>& inks, int solid) {
    std::vector<Cell> cells = shuffledCells(random, boxOf(panel));
    cells.resize(static_cast<size_t>(solid));
    for (const Cell cell : cells) cellOf(panel, cell) = random.pick(inks);
    return panel;
}

} // namespace

// A lattice of as many panels down and across as each panel has cells.
RuleFamily panelAsMap() {
    return {
        .name = "panel_as_map",
        .group = "panels",
        .description = "One panel of the lattice differs: it is blown up over the whole lattice",
        .variants = 12,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(4, 6));
            const Special special = static_cast<Special>(random.below(4));
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const int most = limits.maxSide < 11 ? 2 : limits.maxSide < 19 ? 3 : 4;
                const int height = r.between(2, most);
                const int width = r.between(2, most);
                const Lattice lattice{height, width, height, width};
                const int area = lattice.count();
                // Ink 0 draws the lines; ink 1 marks the panel unless its number of cells does.
                const std::vector<Colour> inks = palette.inksFrom(2);
                const bool byCount = special <= Special::Most;
                const int chosen = r.below(area);
                const int least = special == Special::Fewest ? r.between(1, area - 2) : 1;
                const int bound = special == Special::Most ? r.between(2, area - 1) : area - 1;
                Grid input = lattice.blank(palette.ink(0), palette.background);
                Grid map;
                for (int p = 0; p < area; ++p) {
                    const bool here = p == chosen;
                    const int low = special == Special::Fewest && !here ? least + 1 : least;
                    const int high = special == Special::Most && !here ? bound - 1 : bound;
                    const int solid = !byCount ? r.between(1, area - 1)
                                      : here   ? (special == Special::Fewest ? least : bound)
                                               : r.between(low, std::max(low, high));
                    Grid panel = drawPanel(r, Grid(height, width, palette.background), inks, solid);
                    if (!byCount && here == (special == Special::HasInk)) {
                        panel.at(r.below(height), r.below(width)) = palette.ink(1);
                    }
                    if (here) map = panel;
                    paste(input, panel, lattice.panel(p).corner());
                }
                return GridPair{input, lattice.showing(map, palette.ink(0))};
            };
        }};
}

} // namespace ttt::synth
