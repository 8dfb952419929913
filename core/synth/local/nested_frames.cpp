#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily nestedFrames() {
    return {.name = "nested_frames",
            .group = "local",
            .description = "Nested frames: colours listed from outside in, or in reversed order",
            .variants = 6,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 7));
                const int style = random.below(4); // list across, list down, reverse, cycle inward
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, palette.background, 5);
                    const int most = (std::min(size.height(), size.width()) + 1) / 2;
                    const int rings = r.between(2, std::min(most, 7));
                    std::vector<Colour> colours;
                    while (static_cast<int>(colours.size()) < rings) {
                        const Colour colour = palette.any(r);
                        if (colours.empty() || colours.back() != colour) colours.push_back(colour);
                    }
                    const auto drawn = [&](const std::vector<Colour>& list) {
                        Grid grid = size;
                        for (int k = 0; k < rings; ++k) {
                            fillBox(grid, {k, k, size.height() - 2 * k, size.width() - 2 * k},
                                    list[static_cast<size_t>(k)]);
                        }
                        return grid;
                    };
                    const Grid input = drawn(colours);
                    if (style >= 2) {
                        std::vector<Colour> changed = colours;
                        if (style == 2) std::ranges::reverse(changed);
                        if (style == 3)
                            std::rotate(changed.begin(), changed.end() - 1, changed.end());
                        // Two rings reversed are two rings moved on.
                        return GridPair{input, drawn(changed), rings > 2 ? 3U : 0U};
                    }
                    Grid list(1, rings);
                    for (int k = 0; k < rings; ++k) list.at(0, k) = colours[static_cast<size_t>(k)];
                    return GridPair{input, style == 0 ? list : applySymmetry(list, 6)};
                };
            }};
}

} // namespace ttt::synth
