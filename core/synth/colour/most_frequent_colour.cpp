#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily mostFrequentColour() {
    return {.name = "most_frequent_colour",
            .group = "colour",
            .description = "The whole grid (or one cell) in the most or least frequent colour",
            .variants = 4,
            .leastSide = 4,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool most = random.chance(0.6);
                const bool oneCell = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 3);
                    const Grid input = drawMosaic(r, size.height(), size.width(), palette.inks);
                    const auto counts = countColours(input);
                    std::vector<std::pair<int, Colour>> order;
                    for (const Colour ink : palette.inks) {
                        if (counts[ink] > 0) order.push_back({counts[ink], ink});
                    }
                    std::ranges::sort(order);
                    if (most) std::ranges::reverse(order);
                    if (order.size() < 2 || order[0].first == order[1].first) return std::nullopt;
                    const Colour winner = order[0].second;
                    return GridPair{input, oneCell ? Grid(1, 1, winner)
                                                   : Grid(size.height(), size.width(), winner)};
                };
            }};
}

} // namespace ttt::synth
