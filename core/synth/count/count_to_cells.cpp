#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily countToCells() {
    return {.name = "count_to_cells",
            .group = "count",
            .description = "As many cells in a row (column, diagonal) as there are objects",
            .variants = 9,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(1, 3));
                const int style = random.below(3);
                const bool exact = random.chance(0.5); // as long as the count, or of fixed length
                const int length = random.between(4, std::min(9, limits.maxSide));
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, sides, palette.background, 5);
                    for (int i = r.between(1, length); i > 0; --i) {
                        placeFreely(r, input,
                                    drawShape(r, std::min(3, input.width() / 3), palette.ink(0)),
                                    palette.background);
                    }
                    const int count = static_cast<int>(
                        findComponents(input, palette.background, Connect::Diagonal).size());
                    if (count == 0 || count > length) return std::nullopt;
                    const int side = exact ? count : length;
                    Grid output(style == 0 ? 1 : side, style == 1 ? 1 : side, palette.background);
                    for (int i = 0; i < count; ++i) {
                        output.at(style == 0 ? 0 : i, style == 1 ? 0 : i) = palette.ink(0);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
