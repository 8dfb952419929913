#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily stripeRecolour() {
    return {.name = "stripe_recolour",
            .group = "colour",
            .description = "Solid cells in every second (third) column, or on a chessboard, change",
            .variants = 27,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const int style = random.below(3); // columns, rows, chessboard
                const int period = style == 2 ? 2 : random.between(2, 3);
                const int phase = random.below(period);
                const bool paintsEmpty = random.chance(0.3);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 4);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        placeFreely(r, input, drawShape(r, 6, palette.ink(0)), palette.background);
                    }
                    if (!hasColour(input, palette.ink(0))) return std::nullopt;
                    const Colour from = paintsEmpty ? palette.background : palette.ink(0);
                    Grid output = input;
                    for (int i = 0; i < input.height(); ++i) {
                        for (int j = 0; j < input.width(); ++j) {
                            const int key = style == 0 ? j : style == 1 ? i : i + j;
                            if (input.at(i, j) == from && key % period == phase) {
                                output.at(i, j) = palette.ink(1);
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
