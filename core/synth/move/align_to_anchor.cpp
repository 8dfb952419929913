#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

RuleFamily alignToAnchor() {
    return {.name = "align_to_anchor",
            .group = "move",
            .description = "Objects move sideways (or up and down) into line with the anchor",
            .variants = 18,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        const int side = r.between(1, 3);
                        Grid output = input;
                        const int anchorColumn = r.between(0, input.width() - side);
                        int row = r.below(2);
                        bool anchored = false;
                        int others = 0;
                        while (row + side <= input.height()) {
                            const bool anchor = !anchored && r.chance(0.4);
                            const Colour colour = anchor ? palette.ink(0) : palette.any(r, 1);
                            const int column =
                                anchor ? anchorColumn : r.between(0, input.width() - side);
                            const Grid sprite = anchor ? solidRectangle(side, side, colour)
                                                       : drawBlob(r, side, side, colour);
                            paste(input, sprite, row, column);
                            paste(output, sprite, row, anchorColumn);
                            anchored = anchored || anchor;
                            others += anchor ? 0 : 1;
                            row += side + r.between(1, 2);
                        }
                        if (!anchored || others == 0) return std::nullopt;
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
