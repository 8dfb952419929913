#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

RuleFamily moveToContact() {
    return {.name = "move_to_contact",
            .group = "move",
            .description = "The object of one colour moves straight on until it touches the other",
            .variants = 72,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 6);
                    const Grid fixed =
                        solidRectangle(r.between(1, 3), r.between(1, 3), palette.ink(0));
                    const Grid mover =
                        drawBlob(r, r.between(1, 3), r.between(1, 3), palette.ink(1));
                    const int gap = r.between(1, input.width() - 2);
                    const int wide = fixed.width() + gap + mover.width();
                    const int high = std::max(fixed.height(), mover.height());
                    if (wide > input.width() || high > input.height()) return std::nullopt;
                    const int top = r.between(0, input.height() - high);
                    const int left = r.between(0, input.width() - wide);
                    const int fixedTop = top + r.between(0, high - fixed.height());
                    const int moverTop = top + r.between(0, high - mover.height());
                    paste(input, fixed, fixedTop, left);
                    Grid output = input;
                    paste(input, mover, moverTop, left + fixed.width() + gap);
                    // Contact: the last place, coming from the right, where no cells overlap.
                    int at = left + fixed.width() + gap;
                    while (liesOn(output, mover, {moverTop, at - 1}, palette.background)) --at;
                    if (at < left) return std::nullopt;
                    paste(output, mover, moverTop, at);
                    return turned(GridPair{input, output}, r.below(4));
                };
            }};
}

} // namespace ttt::synth
