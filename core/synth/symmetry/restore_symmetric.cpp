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
                    const std::vector<Colour> inks(palette.inks.begin() + 1, palette.inks.end());
                    Grid whole = drawMosaic(r, size.height(), size.width(), inks);
                    for (int i = 0; i < whole.height(); ++i) {
                        for (int j = 0; j < whole.width(); ++j) {
                            const int row = axes >= 1 ? std::min(i, whole.height() - 1 - i) : i;
                            const int column = axes != 1 ? std::min(j, whole.width() - 1 - j) : j;
                            whole.at(i, j) = whole.at(row, column);
                        }
                    }
                    const Box hole{0, 0, r.between(1, std::max(1, whole.height() / 3)),
                                   r.between(1, std::max(1, whole.width() / 3))};
                    Box at = hole;
                    at.top = r.between(0, whole.height() - at.height);
                    at.left = r.between(0, whole.width() - at.width);
                    // The hole may not hide a cell together with its mirror images.
                    const int lastRow = whole.height() - 1;
                    const int lastColumn = whole.width() - 1;
                    for (int i = at.top; i < at.top + at.height; ++i) {
                        for (int j = at.left; j < at.left + at.width; ++j) {
                            const bool seen = (axes != 1 && !at.contains({i, lastColumn - j})) ||
                                              (axes >= 1 && !at.contains({lastRow - i, j}));
                            if (!seen) return std::nullopt;
                        }
                    }
                    Grid input = whole;
                    fillBox(input, at, palette.ink(0));
                    return GridPair{input, patchOnly ? crop(whole, at) : whole};
                };
            }};
}

} // namespace ttt::synth
