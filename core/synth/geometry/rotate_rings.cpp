#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

// The rings around the centre move on by k cells clockwise, or only the outermost one does.
RuleFamily rotateRings() {
    return {.name = "rotate_rings",
            .group = "geometry",
            .description = "Cells of the rim (or of every ring) move on around the centre",
            .variants = 8,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const bool onlyRim = random.chance(0.5);
                const int by = random.between(1, 2);
                const bool counter = random.chance(0.5);
                return turned(
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Grid size = drawCanvas(r, limits, 0, 3, 18);
                        const Grid input = drawPattern(r, size.height(), size.width(),
                                                       palette.background, palette.inks);
                        Grid output = input;
                        const int rings = (std::min(input.height(), input.width())) / 2;
                        for (int k = 0; k < (onlyRim ? 1 : rings); ++k) {
                            std::vector<Cell> ring;
                            const int bottom = input.height() - 1 - k;
                            const int right = input.width() - 1 - k;
                            for (int j = k; j < right; ++j) ring.push_back({k, j});
                            for (int i = k; i < bottom; ++i) ring.push_back({i, right});
                            for (int j = right; j > k; --j) ring.push_back({bottom, j});
                            for (int i = bottom; i > k; --i) ring.push_back({i, k});
                            const size_t n = ring.size();
                            for (size_t i = 0; i < n; ++i) {
                                cellOf(output, ring[(i + static_cast<size_t>(by)) % n]) =
                                    colourAt(input, ring[i]);
                            }
                        }
                        return GridPair{input, output};
                    },
                    counter ? 4 : 0);
            }};
}

} // namespace ttt::synth
