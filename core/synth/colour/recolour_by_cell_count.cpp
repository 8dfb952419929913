#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily recolourByCellCount() {
    return {.name = "recolour_by_cell_count",
            .group = "colour",
            .description = "Objects of 1, 2, 3, 4 cells each get the colour of their count",
            .variants = 200,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 5);
                const int least = random.between(1, 2);
                const int kinds = random.between(2, 3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    for (int i = drawCount(r, limits, input, 3, 9); i > 0; --i) {
                        placeFreely(r, input,
                                    drawBlob(r, r.between(1, 3), r.between(1, 3), palette.ink(0)),
                                    palette.background);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& object : findComponents(input, palette.background)) {
                        const int kind = std::clamp(object.size() - least, 0, kinds - 1);
                        paint(output, object, palette.ink(1 + kind));
                        cases |= uint64_t{1} << object.size();
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
