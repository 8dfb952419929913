#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum Special { kFewest, kMost, kLacksInk, kHasInk, kSpecials };

Grid drawPanel(Rng& random, Cell size, Colour background, const std::vector<Colour>& inks,
               int solid) {
    Grid panel(size.row, size.column, background);
    const std::vector<int> order = random.permutation(panel.area());
    for (int k = 0; k < solid; ++k) {
        const int at = order[static_cast<size_t>(k)];
        panel.at(at / size.column, at % size.column) = random.pick(inks);
    }
    return panel;
}

} // namespace

// A lattice of as many panels down and across as each panel has cells.
RuleFamily panelAsMap() {
    return {.name = "panel_as_map",
            .group = "panels",
            .description =
                "One panel of the lattice differs: it is blown up over the whole lattice",
            .variants = 12,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const int special = random.below(kSpecials);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int most = limits.maxSide < 11 ? 2 : limits.maxSide < 19 ? 3 : 4;
                    const Cell size{r.between(2, most), r.between(2, most)};
                    const int area = size.row * size.column;
                    // Inks but the line's and, where its place in a panel tells, the marker's.
                    std::vector<Colour> inks(palette.inks.begin() + 2, palette.inks.end());
                    const bool byCount = special <= kMost;
                    const int chosen = r.below(area);
                    const int least = special == kFewest ? r.between(1, area - 2) : 1;
                    const int bound = special == kMost ? r.between(2, area - 1) : area - 1;
                    Grid input(size.row * (size.row + 1) - 1, size.column * (size.column + 1) - 1,
                               palette.ink(0));
                    Grid output = input;
                    Grid map;
                    for (int p = 0; p < area; ++p) {
                        const bool here = p == chosen;
                        const int low = special == kFewest && !here ? least + 1 : least;
                        const int high = special == kMost && !here ? bound - 1 : bound;
                        const int solid = !byCount ? r.between(1, area - 1)
                                          : here   ? (special == kFewest ? least : bound)
                                                   : r.between(low, std::max(low, high));
                        Grid panel = drawPanel(r, size, palette.background, inks, solid);
                        if (!byCount && here == (special == kHasInk)) {
                            panel.at(r.below(size.row), r.below(size.column)) = palette.ink(1);
                        }
                        if (here) map = panel;
                        paste(input, panel, p / size.column * (size.row + 1),
                              p % size.column * (size.column + 1));
                    }
                    for (int p = 0; p < area; ++p) {
                        const Cell at{p / size.column, p % size.column};
                        fillBox(output,
                                {at.row * (size.row + 1), at.column * (size.column + 1), size.row,
                                 size.column},
                                colourAt(map, at));
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
