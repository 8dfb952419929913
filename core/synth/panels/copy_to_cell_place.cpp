#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// What becomes of the panel that the marker's place points to.
enum class Effect { MovePanel, FillAlone, FillAmongOthers, Reverse };

Grid withDots(Rng& random, const Lattice& lattice, Colour empty, const std::vector<Colour>& inks) {
    Grid panel(lattice.height, lattice.width, empty);
    for (int k = random.between(1, std::max(2, panel.area() / 2)); k > 0; --k) {
        panel.at(random.below(panel.height()), random.below(panel.width())) = random.pick(inks);
    }
    return panel;
}

} // namespace

// The table has as many rows and columns of panels as a panel has of cells, so that the place of a
// cell in its panel names a panel.
RuleFamily copyToCellPlace() {
    return {.name = "copy_to_cell_place",
            .group = "panels",
            .description =
                "The marker's place in its panel tells which panel is drawn (or reversed)",
            .variants = 4,
            .leastSide = 11,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const Effect effect = static_cast<Effect>(random.below(4));
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    int largest = 1;
                    while ((largest + 1) * (largest + 2) - 1 <= limits.maxSide) ++largest;
                    const int least = std::min(2, largest);
                    const int rows = r.between(std::max(least, largest - 1), largest);
                    const int columns = r.between(std::max(least, largest - 1), largest);
                    const Lattice lattice{rows, columns, rows, columns};
                    const std::vector<Colour> inks = palette.inksFrom(2);
                    const Colour marker = palette.ink(1);
                    const Colour empty = palette.background;
                    Grid input = lattice.blank(palette.ink(0), empty);
                    Grid output = input;
                    for (int k = 0; k < lattice.count(); ++k) {
                        paste(input, withDots(r, lattice, empty, inks), lattice.panel(k).corner());
                    }
                    const Box from = lattice.panel(r.below(lattice.count()));
                    const Cell at{r.below(rows), r.below(columns)};
                    const Box to = lattice.panel(at.row, at.column);
                    if (effect == Effect::Reverse) {
                        fillBox(input, to, marker);
                        output = input;
                        for (int k = 0; k < lattice.count(); ++k) {
                            cellOf(output, lattice.panel(k).corner() + at) = marker;
                        }
                        return GridPair{input, output};
                    }
                    cellOf(input, from.corner() + at) = marker;
                    if (effect == Effect::MovePanel) {
                        paste(output, crop(input, from), to.corner());
                        return GridPair{input, output};
                    }
                    if (effect == Effect::FillAmongOthers) output = input;
                    fillBox(output, to, marker);
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
