#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily macroToPixel() {
    return {.name = "macro_to_pixel",
            .group = "panels",
            .description = "Each panel between the lines becomes one cell of its colour",
            .variants = 12,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const bool inverse = random.chance(0.35); // cells become panels
                const bool lines = random.chance(0.7);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int gap = lines ? 1 : 0;
                    const int rows = r.between(2, (limits.maxSide + gap) / (2 + gap));
                    const int columns = r.between(2, (limits.maxSide + gap) / (2 + gap));
                    const int most = (limits.maxSide + gap) / std::max(rows, columns) - gap;
                    const int side = r.between(std::min(2, most), std::min(6, most));
                    const std::vector<Colour> inks(palette.inks.begin() + 1, palette.inks.end());
                    const Grid small = drawPattern(r, rows, columns, palette.background, inks);
                    Grid large(rows * (side + gap) - gap, columns * (side + gap) - gap,
                               palette.ink(0));
                    for (int i = 0; i < rows; ++i) {
                        for (int j = 0; j < columns; ++j) {
                            fillBox(large, {i * (side + gap), j * (side + gap), side, side},
                                    small.at(i, j));
                        }
                    }
                    if (inverse && side != 2) return std::nullopt;
                    return inverse ? GridPair{small, large} : GridPair{large, small};
                };
            }};
}

} // namespace ttt::synth
