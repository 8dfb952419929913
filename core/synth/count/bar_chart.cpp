#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily barChart() {
    return {.name = "bar_chart",
            .group = "count",
            .description = "One bar a colour, as long as the colour has cells, sorted by length",
            .variants = 8,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const bool rising = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 4, 20);
                    std::vector<std::pair<int, Colour>> bars;
                    for (const Colour ink : palette.inks) {
                        const int wanted = r.between(1, std::min(9, limits.maxSide));
                        scatterDots(r, input, palette.background, ink, wanted, 0);
                        const int count = countOf(input, ink);
                        if (count > 0 && count <= limits.maxSide) bars.push_back({count, ink});
                    }
                    std::ranges::sort(bars);
                    for (size_t i = 1; i < bars.size(); ++i) {
                        if (bars[i].first == bars[i - 1].first) return std::nullopt;
                    }
                    if (bars.size() != palette.inks.size()) return std::nullopt;
                    const int longest = bars.back().first;
                    if (!rising) std::ranges::reverse(bars);
                    Grid output(static_cast<int>(bars.size()), longest, palette.background);
                    for (int i = 0; i < output.height(); ++i) {
                        const auto& [count, ink] = bars[static_cast<size_t>(i)];
                        fillBox(output, {i, 0, 1, count}, ink);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
