#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily sortBars() {
    return {.name = "sort_bars",
            .group = "count",
            .description = "Bars are sorted by length",
            .variants = 16,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 6));
                const bool rising = random.chance(0.5);
                return turnedAtRandom(
                    random,
                    [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int count = r.between(3, std::min(8, limits.maxSide));
                        const int longest =
                            r.between(std::min(count, limits.maxSide), limits.maxSide);
                        const bool gaps = 2 * count - 1 <= limits.maxSide && r.chance(0.3);
                        const int step = gaps ? 2 : 1;
                        std::vector<int> lengths = r.permutation(longest);
                        lengths.resize(static_cast<size_t>(count));
                        Grid input((count - 1) * step + 1, longest, palette.background);
                        Grid output = input;
                        std::vector<std::pair<int, Colour>> bars;
                        for (const int length : lengths)
                            bars.push_back({length + 1, palette.any(r)});
                        for (int i = 0; i < count; ++i) {
                            const auto& [length, colour] = bars[static_cast<size_t>(i)];
                            fillBox(input, {i * step, 0, 1, length}, colour);
                        }
                        std::ranges::sort(bars);
                        if (!rising) std::ranges::reverse(bars);
                        for (int i = 0; i < count; ++i) {
                            const auto& [length, colour] = bars[static_cast<size_t>(i)];
                            fillBox(output, {i * step, 0, 1, length}, colour);
                        }
                        return GridPair{input, output};
                    },
                    kSymmetries);
            }};
}

} // namespace ttt::synth
