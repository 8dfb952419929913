#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily rankBars() {
    return {
        .name = "rank_bars",
        .group = "count",
        .description = "Bars are coloured by their rank in length",
        .variants = 500,
        .leastSide = 6,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, 5);
            const int ranks = random.between(2, 3); // the rest keep their colour
            return turnedAtRandom(
                random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int count =
                        r.between(ranks, std::max(ranks, std::min(5, (limits.maxSide + 1) / 2)));
                    const int height = drawSide(r, limits, count + 1);
                    Grid input(height, std::min(limits.maxSide, 2 * count - 1), palette.background);
                    std::vector<int> lengths = r.permutation(height);
                    lengths.resize(static_cast<size_t>(count));
                    Grid output = input;
                    for (int i = 0; i < count; ++i) {
                        const int length = lengths[static_cast<size_t>(i)] + 1;
                        const auto longer =
                            std::ranges::count_if(lengths, [&](int l) { return l >= length; });
                        const Box bar{height - length, 2 * i, length, 1};
                        fillBox(input, bar, palette.ink(0));
                        fillBox(output, bar,
                                longer < ranks ? palette.ink(1 + static_cast<int>(longer))
                                               : palette.ink(0));
                    }
                    return GridPair{input, output};
                });
        }};
}

} // namespace ttt::synth
