#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily oddPanel() {
    return {.name = "odd_panel",
            .group = "panels",
            .description = "Of several equal panels one differs: output that one (or a common one)",
            .variants = 4,
            .leastSide = 11,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool odd = random.chance(0.75);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int most = (limits.maxSide - 2) / 3;
                        const int side = r.between(std::min(2, most), most);
                        const int count =
                            r.between(3, std::max(3, (limits.maxSide + 1) / (side + 1)));
                        const int height = r.between(2, std::max(2, side));
                        const std::vector<Colour> inks = palette.inksFrom(1);
                        const Grid common = drawPattern(r, height, side, palette.background, inks);
                        Grid other = common;
                        for (int k = r.between(1, 3); k > 0; --k) {
                            other.at(r.below(height), r.below(side)) = r.pick(inks);
                        }
                        if (other == common) return std::nullopt;
                        const int at = r.below(count);
                        Grid input;
                        for (int p = 0; p < count; ++p) {
                            const Grid& panel = p == at ? other : common;
                            input = p == 0 ? panel : beside(input, panel, palette.ink(0));
                        }
                        return GridPair{input, odd ? other : common};
                    });
            }};
}

} // namespace ttt::synth
