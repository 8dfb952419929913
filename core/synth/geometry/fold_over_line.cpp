#include "core/synth/geometry/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// What lies to the left of the fold: bars that start at it, or a pattern.
Grid drawHalf(Rng& random, int height, int width, Colour empty, const std::vector<Colour>& inks,
              bool bars) {
    if (!bars) return drawPattern(random, height, width, empty, inks);
    Grid half(height, width, empty);
    for (int i = 0; i < height; ++i) {
        const int length = random.chance(0.3)
                               ? 0
                               : random.between(1, random.chance(0.3) ? width : (width + 1) / 2);
        fillBox(half, {i, width - length, 1, length}, random.pick(inks));
    }
    return half;
}

} // namespace

RuleFamily foldOverLine() {
    return {.name = "fold_over_line",
            .group = "geometry",
            .description =
                "The picture is folded over its line, so that one half lies on the other",
            .variants = 60,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                // Where both halves have a cell: 0 the upper one is seen, 1 a colour of its own,
                // 2 nothing, 3 all other cells vanish
                const int overlap = random.below(4);
                const bool twoInks = random.chance(0.6);
                const bool bars = random.chance(0.5);
                const bool inPlace = random.chance(0.3); // the line and the empty half stay
                const bool equalHalves = random.chance(0.6);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour empty = palette.background;
                        const int wide = std::max(2, (drawSide(r, limits, 6) - 1) / 2);
                        const int narrow = equalHalves ? wide : r.between(2, wide);
                        const int height = drawSide(r, limits, 4);
                        const Colour second = palette.ink(twoInks ? 1 : 0);
                        const Grid left = drawHalf(r, height, wide, empty, {palette.ink(0)}, bars);
                        const Grid right =
                            applySymmetry(drawHalf(r, height, narrow, empty, {second}, bars), 4);
                        const Colour line = palette.ink(2);
                        // Folded, the right half lies against the line, at the end of the left.
                        Grid output = left;
                        uint64_t cases = 0;
                        for (int i = 0; i < height; ++i) {
                            for (int j = 0; j < wide; ++j) {
                                const int from = wide - 1 - j;
                                const bool onRight = from < narrow && right.at(i, from) != empty;
                                const bool onLeft = left.at(i, j) != empty;
                                cases |= uint64_t{1} << (2 * onLeft + onRight);
                                Colour& cell = output.at(i, j);
                                if (onRight) cell = second;
                                if (onRight && onLeft && overlap > 0) {
                                    cell = overlap == 2 ? empty : palette.ink(3);
                                } else if (overlap == 3) {
                                    cell = empty;
                                }
                            }
                        }
                        const Grid input = beside(left, right, line);
                        if (!inPlace) return GridPair{input, output, cases};
                        const Grid emptied(height, narrow, empty);
                        return GridPair{input, beside(output, emptied, line), cases};
                    });
            }};
}

} // namespace ttt::synth
