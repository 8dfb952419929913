#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"

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
                    const std::vector<Colour> inks = palette.inksFrom(1);
                    const Grid small = drawPattern(r, rows, columns, palette.background, inks);
                    const Lattice lattice{rows, columns, side, side, gap};
                    const Grid large = lattice.showing(small, palette.ink(0));
                    if (inverse && side != 2) return std::nullopt;
                    return inverse ? GridPair{small, large} : GridPair{large, small};
                };
            }};
}

} // namespace ttt::synth
