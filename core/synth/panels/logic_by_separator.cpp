#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

// As combine_panels, but the function differs from picture to picture; the colour of the line
// between the panels names it.
RuleFamily logicBySeparator() {
    return {
        .name = "logic_by_separator",
        .group = "panels",
        .description = "The line's colour tells how the two panels are combined (AND, OR, XOR...)",
        .variants = 500,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            // Bit 2 a + b of a table: whether the answer is solid there.
            std::vector<int> tables{0b1000, 0b1110, 0b0110, 0b0001, 0b0100, 0b0010};
            random.shuffle(tables);
            const Palette palette = drawPalette(random, 6);
            const int functions = random.between(2, 3);
            const bool sameInk = random.chance(0.4);
            const bool thirdPanel = random.chance(0.65); // the answer joins the picture
            return transposedAtRandom(
                random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const int most = (limits.maxSide - 2) / 3;
                    const int width = r.between(std::max(2, most / 2), most);
                    const int height = r.between(std::max(3, width - 1), width + 3);
                    const Grid a = drawPattern(r, height, width, empty, {palette.ink(0)});
                    const Grid b =
                        drawPattern(r, height, width, empty, {palette.ink(sameInk ? 0 : 1)});
                    const int function = r.below(functions);
                    Grid answer(height, width, empty);
                    unsigned rows = 0;
                    for (int i = 0; i < height; ++i) {
                        for (int j = 0; j < width; ++j) {
                            const int row =
                                (a.at(i, j) != empty ? 2 : 0) | (b.at(i, j) != empty ? 1 : 0);
                            rows |= 1U << row;
                            if ((tables[static_cast<size_t>(function)] >> row) & 1) {
                                answer.at(i, j) = palette.ink(2);
                            }
                        }
                    }
                    if (rows != 0b1111) return std::nullopt;
                    const uint64_t cases = uint64_t{1} << function;
                    const Colour line = palette.ink(3 + function);
                    const Grid input = beside(a, b, line);
                    if (!thirdPanel) return GridPair{input, answer, cases};
                    const Grid blank(height, width, empty);
                    return GridPair{beside(input, blank, line), beside(input, answer, line), cases};
                });
        }};
}

} // namespace ttt::synth
