#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily copyToMarkedPanel() {
    return {.name = "copy_to_marked_panel",
            .group = "panels",
            .description = "The pattern of one panel is copied into every panel with a marker cell",
            .variants = 72,
            .leastSide = 11,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const bool ownColour = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int side = r.between(2, std::min(4, (limits.maxSide - 1) / 2));
                    const int most = (limits.maxSide + 1) / (side + 1);
                    const int rows = r.between(std::min(2, most), std::min(5, most));
                    const int columns = r.between(std::min(2, most), std::min(5, most));
                    Grid input(rows * (side + 1) - 1, columns * (side + 1) - 1, palette.background);
                    for (int i = side; i < input.height(); i += side + 1) {
                        fillBox(input, {i, 0, 1, input.width()}, palette.ink(0));
                    }
                    for (int j = side; j < input.width(); j += side + 1) {
                        fillBox(input, {0, j, input.height(), 1}, palette.ink(0));
                    }
                    const Grid pattern =
                        drawPattern(r, side, side, palette.background, {palette.ink(1)});
                    if (countOf(pattern, palette.ink(1)) < 2) return std::nullopt;
                    const std::vector<int> order = r.permutation(rows * columns);
                    const int marked = r.between(1, std::max(1, rows * columns / 3));
                    Grid output = input;
                    for (int k = 0; k <= marked && k < rows * columns; ++k) {
                        const int top = order[static_cast<size_t>(k)] / columns * (side + 1);
                        const int left = order[static_cast<size_t>(k)] % columns * (side + 1);
                        if (k == 0) {
                            paste(input, pattern, top, left);
                            paste(output, pattern, top, left);
                            continue;
                        }
                        input.at(top + r.below(side), left + r.below(side)) = palette.ink(2);
                        paste(output,
                              ownColour ? pattern
                                        : replaceColour(pattern, palette.ink(1), palette.ink(2)),
                              top, left);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
