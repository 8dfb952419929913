#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

namespace ttt::synth {

namespace {

// Upright bars, at least one column apart, with colours from the third ink on.
void drawBars(Rng& random, Grid& input, const Palette& palette, bool full) {
    for (int column = random.between(2, 3); column < input.width() - 1;
         column += random.between(2, 5)) {
        const int height = full ? input.height() : random.between(2, input.height() - 1);
        const int top = random.between(0, input.height() - height);
        fillBox(input, {top, column, height, 1}, palette.any(random, 2));
    }
}

} // namespace

RuleFamily rayTakesColour() {
    return {.name = "ray_takes_colour",
            .group = "rays",
            .description = "Rays run across the grid and change colour at every bar they cross",
            .variants = 60,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                // 0 the bar's colour from there on, 1 two colours by turns, 2 marks the bar,
                // 3 ends at the bar in its colour
                const int style = random.below(4);
                const bool full = random.chance(0.3);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 6);
                        drawBars(r, input, palette, full);
                        Grid output = input;
                        uint64_t cases = 0;
                        for (int row = r.below(3); row < input.height(); row += r.between(2, 5)) {
                            Colour ray = palette.ink(0);
                            input.at(row, 0) = output.at(row, 0) = ray;
                            int crossed = 0;
                            Grid track = output;
                            for (int j = 1; j < input.width(); ++j) {
                                const Colour bar = input.at(row, j);
                                if (bar == palette.background) {
                                    if (style != 3 || crossed == 0) track.at(row, j) = ray;
                                    continue;
                                }
                                ++crossed;
                                if (style == 0) ray = bar;
                                if (style == 1) ray = palette.ink(crossed % 2);
                                if (style == 2) track.at(row, j) = palette.ink(1);
                                if (style == 3 && crossed == 1) {
                                    for (int k = 1; k < j; ++k) track.at(row, k) = bar;
                                }
                            }
                            output = track;
                            cases |= crossed == 0 ? 1U : crossed == 1 ? 2U : 4U;
                        }
                        if ((cases & 6U) == 0) return std::nullopt;
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
