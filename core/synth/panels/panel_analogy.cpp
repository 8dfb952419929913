#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

constexpr int kChanges = 12;

// 1 to 7 a symmetry; then the inks change places; one changes place with the background; all cells
// move one row down or one column right, wrapping around.
Grid changed(const Grid& panel, int change, const Palette& palette) {
    if (change < kSymmetries) return applySymmetry(panel, change);
    const Colour first = palette.ink(0);
    const Colour second = change == 8 ? palette.ink(1) : palette.background;
    if (change <= 9) return swapColours(panel, first, second);
    std::vector<int> order(static_cast<size_t>(panel.height()));
    for (int i = 0; i < panel.height(); ++i) {
        order[static_cast<size_t>(i)] = (i + panel.height() - 1) % panel.height();
    }
    return change == 10 ? selectRows(panel, order) : selectColumns(panel, order);
}

// Whether another change fits all rows but the last and gives another last panel.
bool isOpen(const std::vector<Grid>& panels, int change, const Palette& palette) {
    for (int other = 0; other < kChanges; ++other) {
        bool fits = true;
        for (size_t i = 0; i + 1 < panels.size(); ++i) {
            fits =
                fits && changed(panels[i], other, palette) == changed(panels[i], change, palette);
        }
        if (fits &&
            changed(panels.back(), other, palette) != changed(panels.back(), change, palette)) {
            return true;
        }
    }
    return false;
}

} // namespace

// Each row shows a panel and what becomes of it; the last row lacks the answer. What is done
// differs from picture to picture.
RuleFamily panelAnalogy() {
    return {.name = "panel_analogy",
            .group = "panels",
            .description = "A is to B as C is to the empty panel: the same change is done to C",
            .variants = 48,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const Colour hole = random.chance(0.5) ? palette.background : palette.ink(3);
                const bool answerOnly = random.chance(0.25);
                const int changes = random.chance(0.5) ? 7 : kChanges - 1;
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int rows = r.between(2, std::clamp(limits.maxSide / 6, 2, 4));
                        const int most = (limits.maxSide + 1) / rows - 1;
                        const int side = r.between(std::min(3, most), std::min(6, most));
                        const Lattice lattice{rows, 2, side, side};
                        const int change = r.between(1, changes);
                        std::vector<Grid> panels;
                        Grid input = lattice.blank(palette.ink(2), palette.background);
                        for (int i = 0; i < rows; ++i) {
                            const Grid blob = drawRaggedBlob(r, side, side, palette.ink(0));
                            panels.push_back(replaceColour(
                                colouredAtRandom(r, blob,
                                                 {palette.ink(0), palette.ink(0), palette.ink(1)}),
                                kClear, palette.background));
                            paste(input, panels.back(), lattice.panel(i, 0).corner());
                            paste(input, changed(panels.back(), change, palette),
                                  lattice.panel(i, 1).corner());
                        }
                        if (isOpen(panels, change, palette)) return std::nullopt;
                        const Grid output = input;
                        const Box last = lattice.panel(rows - 1, 1);
                        fillBox(input, last, hole);
                        return GridPair{input, answerOnly ? crop(output, last) : output};
                    });
            }};
}

} // namespace ttt::synth
