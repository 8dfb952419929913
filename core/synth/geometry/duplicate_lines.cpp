#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

RuleFamily duplicateLines() {
    return {.name = "duplicate_lines",
            .group = "geometry",
            .description = "Every row or column that holds the marker colour is doubled",
            .variants = 4,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 3));
                const bool dropInstead = random.chance(0.4);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int height = drawSide(r, limits, 3, limits.maxSide * 2 / 3);
                        const int width = drawSide(r, limits, 3);
                        Grid input =
                            drawPattern(r, height, width, palette.background, palette.inksFrom(1));
                        std::vector<int> rows;
                        for (int i = 0; i < height; ++i) {
                            const bool marked = r.chance(0.35);
                            if (marked) input.at(i, r.below(width)) = palette.ink(0);
                            if (!(marked && dropInstead)) rows.push_back(i);
                            if (marked && !dropInstead) rows.push_back(i);
                        }
                        if (rows.empty()) return std::nullopt;
                        return GridPair{input, selectRows(input, rows)};
                    });
            }};
}

} // namespace ttt::synth
