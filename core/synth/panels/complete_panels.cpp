#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// A panel with the cells that some panel has, or with those that all panels have.
Grid figureOfPanels(const Grid& picture, const Lattice& lattice, Colour empty, bool ofAll) {
    Grid figure = crop(picture, lattice.panel(0));
    for (int k = 1; k < lattice.count(); ++k) {
        const Grid panel = crop(picture, lattice.panel(k));
        for (const Cell cell : cellsOf(panel)) {
            if ((colourAt(panel, cell) == empty) == ofAll)
                cellOf(figure, cell) = colourAt(panel, cell);
        }
    }
    return figure;
}

} // namespace

// The panels show one figure, but cells of it are missing here and there (or are too many).
RuleFamily completePanels() {
    return {.name = "complete_panels",
            .group = "panels",
            .description =
                "Every panel gets what it lacks of the common figure (or loses the rest)",
            .variants = 6,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const Colour empty = palette.background;
                const bool tooMany = random.chance(0.35);
                const int kind = random.below(3); // in the lines' colour, another one, its own
                const Colour change = kind < 2  ? palette.ink(2 * kind)
                                      : tooMany ? empty
                                                : palette.ink(1);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int side = r.between(3, std::min(5, (limits.maxSide - 1) / 2));
                    const int most = std::min(4, (limits.maxSide + 1) / (side + 1));
                    const Lattice lattice{r.between(most > 2 ? 1 : 2, most), r.between(2, most),
                                          side, side};
                    if (lattice.count() < 3) return std::nullopt;
                    Grid figure(side, side, kClear);
                    const int height = r.between(side - 1, side);
                    const int width = r.between(side - 1, side);
                    paste(figure, drawRaggedBlob(r, height, width, palette.ink(1)),
                          r.between(0, side - height), r.between(0, side - width));
                    Grid input = lattice.blank(palette.ink(0), empty);
                    const int whole = r.below(lattice.count());
                    for (int k = 0; k < lattice.count(); ++k) {
                        Grid panel = figure;
                        const double share = r.uniform() * (tooMany ? 0.3 : 0.7);
                        for (const Cell cell : cellsOf(figure)) {
                            const bool mayChange =
                                k != whole && (colourAt(figure, cell) == kClear) == tooMany;
                            if (mayChange && r.chance(share)) {
                                cellOf(panel, cell) = tooMany ? palette.ink(1) : kClear;
                            }
                        }
                        paste(input, panel, lattice.panel(k).corner());
                    }
                    const Grid common = figureOfPanels(input, lattice, empty, tooMany);
                    Grid output = input;
                    for (int k = 0; k < lattice.count(); ++k) {
                        const Cell corner = lattice.panel(k).corner();
                        for (const Cell cell : cellsOf(common)) {
                            Colour& colour = cellOf(output, corner + cell);
                            if (colour != colourAt(common, cell)) colour = change;
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
