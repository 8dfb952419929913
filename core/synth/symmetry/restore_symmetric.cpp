#include "core/synth/pieces/canvas.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily restoreSymmetric() {
    return {.name = "restore_symmetric",
            .group = "symmetry",
            .description =
                "A hole in a symmetric picture is filled in, or the missing patch is output",
            .variants = 6,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const int axes = random.below(3); // left-right, top-bottom, both
                const bool patchOnly = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 4);
                    const std::vector<Colour> inks = palette.inksFrom(1);
                    Grid whole = drawMosaic(r, size.height(), size.width(), inks);
                    for (int i = 0; i < whole.height(); ++i) {
                        for (int j = 0; j < whole.width(); ++j) {
                            const int row = axes >= 1 ? std::min(i, whole.height() - 1 - i) : i;
                            const int column = axes != 1 ? std::min(j, whole.width() - 1 - j) : j;
                            whole.at(i, j) = whole.at(row, column);
                        }
                    }
                    const int height = r.between(1, std::max(1, whole.height() / 3));
                    const int width = r.between(1, std::max(1, whole.width() / 3));
                    const Box hole = drawBox(r, whole, height, width);
                    // The hole may not hide a cell together with its mirror images.
                    const int lastRow = whole.height() - 1;
                    const int lastColumn = whole.width() - 1;
                    for (const auto [i, j] : cellsOf(hole)) {
                        const bool seen = (axes != 1 && !hole.contains({i, lastColumn - j})) ||
                                          (axes >= 1 && !hole.contains({lastRow - i, j}));
                        if (!seen) return std::nullopt;
                    }
                    Grid input = whole;
                    fillBox(input, hole, palette.ink(0));
                    return GridPair{input, patchOnly ? crop(whole, hole) : whole};
                };
            }};
}

} // namespace ttt::synth
