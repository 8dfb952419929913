#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily fillByArea() {
    return {.name = "fill_by_area",
            .group = "fill",
            .description = "Frames are filled with a colour that depends on the size of the inside",
            .variants = 300,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const bool byShape = random.chance(0.4); // square or not, instead of the area
                const int threshold = random.between(2, 4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        const int most = std::min(6, input.height() - 2);
                        const int height = r.between(3, std::max(3, most));
                        const int width = r.chance(0.5) ? height : r.between(3, std::max(3, most));
                        const auto spot = findFreeSpot(r, input, palette.background, height, width);
                        if (!spot) continue;
                        const Box box{spot->row, spot->column, height, width};
                        const int area = (height - 2) * (width - 2);
                        const int kind =
                            byShape ? (height == width ? 0 : 1) : (area >= threshold ? 0 : 1);
                        cases |= uint64_t{1} << kind;
                        fillBox(output, box, palette.ink(1 + kind));
                        outlineBox(output, box, palette.ink(0));
                        outlineBox(input, box, palette.ink(0));
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
