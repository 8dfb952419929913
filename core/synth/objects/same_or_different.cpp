#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily sameOrDifferent() {
    return {.name = "same_or_different",
            .group = "objects",
            .description = "One cell: one colour if the two figures are equal, else another",
            .variants = 72,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int symmetry = random.chance(0.5) ? 0 : 4; // equal, or mirror images
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int side = r.between(2, std::min(9, (limits.maxSide - 1) / 2));
                    const int height = r.between(2, std::min(9, limits.maxSide));
                    const Grid left =
                        drawPattern(r, height, side, palette.background, {palette.ink(0)});
                    Grid right = applySymmetry(left, symmetry);
                    const bool same = r.chance(0.5);
                    if (!same) {
                        for (int k = r.between(1, 3); k > 0; --k) {
                            Colour& cell = right.at(r.below(height), r.below(side));
                            cell = cell == palette.ink(0) ? palette.background : palette.ink(0);
                        }
                        if (right == applySymmetry(left, symmetry)) return std::nullopt;
                    }
                    return GridPair{beside(left, right, palette.ink(3)),
                                    Grid(1, 1, palette.ink(same ? 1 : 2)),
                                    same ? uint64_t{1} : uint64_t{2}};
                };
            }};
}

} // namespace ttt::synth
