#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily recolourByPlace() {
    return {.name = "recolour_by_place",
            .group = "colour",
            .description = "Objects left of a separating line get one colour, right of it another",
            .variants = 300,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const bool lineShown = random.chance(0.7);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        if (!lineShown && input.width() % 2 == 0) return std::nullopt;
                        const int line =
                            lineShown ? r.between(2, input.width() - 3) : input.width() / 2;
                        fillBox(input, columnOf(input, line), palette.ink(3));
                        for (int i = drawCount(r, limits, input, 2, 8); i > 0; --i) {
                            placeFreely(r, input, drawShape(r, 2, palette.ink(0)),
                                        palette.background);
                        }
                        Grid output = input;
                        uint64_t cases = 0;
                        for (const auto& object : findComponents(input, palette.background)) {
                            if (object.colour != palette.ink(0)) continue;
                            const bool left = object.box.left < line;
                            cases |= left ? 1 : 2;
                            paint(output, object, palette.ink(left ? 1 : 2));
                        }
                        if (!lineShown) {
                            fillBox(input, columnOf(input, line), palette.background);
                            fillBox(output, columnOf(output, line), palette.background);
                        }
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
