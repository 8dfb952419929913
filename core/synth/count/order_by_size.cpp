#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily orderBySize() {
    return {.name = "order_by_size",
            .group = "count",
            .description = "One cell an object in its colour, in order of size",
            .variants = 4,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 6));
                const bool falling = random.chance(0.6);
                const bool upright = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    for (const Colour ink : palette.inks) {
                        if (r.chance(0.2)) continue;
                        placeFreely(r, input, drawBlob(r, r.between(1, 5), r.between(1, 5), ink),
                                    palette.background);
                    }
                    std::vector<std::pair<int, Colour>> order;
                    for (const auto& object : findComponents(input, palette.background)) {
                        order.push_back({object.size(), object.colour});
                    }
                    std::ranges::sort(order);
                    if (falling) std::ranges::reverse(order);
                    if (order.size() < 2) return std::nullopt;
                    Grid output(1, static_cast<int>(order.size()));
                    for (size_t i = 0; i < order.size(); ++i) {
                        if (i > 0 && order[i].first == order[i - 1].first) return std::nullopt;
                        output.at(0, static_cast<int>(i)) = order[i].second;
                    }
                    return GridPair{input, upright ? applySymmetry(output, 6) : output};
                };
            }};
}

} // namespace ttt::synth
