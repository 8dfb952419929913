#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

RuleFamily ruleByFlag() {
    return {.name = "rule_by_flag",
            .group = "local",
            .description = "The colour of the single dot (or frame) says how the picture is turned",
            .variants = 500,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const std::vector<int> symmetries = random.permutation(kSymmetries - 1);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int side = drawSide(r, limits, 4) - 1;
                    const Grid picture = drawPattern(r, side, side, palette.background,
                                                     {palette.ink(2), palette.ink(3)});
                    const int flag = r.below(2);
                    const Grid top(1, side, palette.ink(flag));
                    const int symmetry = symmetries[static_cast<size_t>(flag)] + 1;
                    return GridPair{below(top, picture), applySymmetry(picture, symmetry),
                                    uint64_t{1} << flag};
                };
            }};
}

} // namespace ttt::synth
