#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

namespace {

constexpr int kGrow = 0; // an outer rim
constexpr int kPeel = 2; // the rim is taken off; 1: it turns to a colour

// The cells on one side of the objects' outlines in another colour, see the styles below.
Grid withRim(const Grid& input, const Palette& palette, int style, Connect connect) {
    const Colour empty = palette.background;
    const Colour solid = palette.ink(0);
    const Colour from = style == kGrow ? empty : solid;
    const Colour beside = style == kGrow ? solid : empty;
    const Colour result = style == kPeel ? empty : palette.ink(1);
    Grid output = input;
    for (const Cell cell : cellsOf(input)) {
        if (colourAt(input, cell) != from) continue;
        for (const Cell step : stepsOf(connect)) {
            // Beyond the border counts as empty.
            if (colourOr(input, cell + step, empty) == beside) cellOf(output, cell) = result;
        }
    }
    return output;
}

} // namespace

RuleFamily outlineObjects() {
    return {.name = "outline_objects",
            .group = "fill",
            .description = "Objects grow an outer rim, turn their rim to a colour, or lose it",
            .variants = 3,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                const int style = random.below(3);
                const bool straight = random.chance(0.5);
                const Connect connect = straight ? Connect::Straight : Connect::Diagonal;
                const Connect other = straight ? Connect::Diagonal : Connect::Straight;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const Colour solid = palette.ink(0);
                    Grid input = drawCanvas(r, limits, empty, 6);
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        const Grid sprite =
                            r.chance(0.5) ? solidRectangle(r.between(3, 6), r.between(3, 6), solid)
                                          : drawBlob(r, r.between(2, 6), r.between(2, 6), solid);
                        placeFreely(r, input, sprite, empty, 2);
                    }
                    const Grid output = withRim(input, palette, style, connect);
                    if (style != kGrow && !hasColour(output, solid)) return std::nullopt;
                    // Whether diagonal neighbours count shows only where it makes a difference.
                    const bool shown = output != withRim(input, palette, style, other);
                    return GridPair{input, output, shown ? 3U : 0U};
                };
            }};
}

} // namespace ttt::synth
