#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily recolourByOrientation() {
    return {.name = "recolour_by_orientation",
            .group = "colour",
            .description = "Bars lying flat get one change, standing bars another, squares none",
            .variants = 300,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const bool squaresStay = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    for (int i = drawCount(r, limits, input, 2, 8); i > 0; --i) {
                        placeFreely(
                            r, input,
                            solidRectangle(r.between(1, 4), r.between(1, 4), palette.ink(0)),
                            palette.background);
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& bar : findComponents(input, palette.background)) {
                        const int kind = bar.box.width > bar.box.height   ? 1
                                         : bar.box.width < bar.box.height ? 2
                                                                          : 3;
                        cases |= uint64_t{1} << kind;
                        if (kind < 3 || !squaresStay) paint(output, bar, palette.ink(kind));
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
