#include "core/synth/count/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

namespace {

enum class Sum { Plus, Difference, Longer, Shorter, Equal };

int result(Sum sum, int a, int b, int width) {
    switch (sum) {
    case Sum::Plus:
        return a + b;
    case Sum::Difference:
        return std::abs(a - b);
    case Sum::Longer:
        return std::max(a, b);
    case Sum::Shorter:
        return std::min(a, b);
    default:
        return a == b ? width : 0;
    }
}

} // namespace

RuleFamily barArithmetic() {
    return {
        .name = "bar_arithmetic",
        .group = "count",
        .description = "The two bars of a row become one: sum, difference, longer or shorter one",
        .variants = 128,
        .leastSide = 7,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, 4);
            const Sum sum = static_cast<Sum>(random.below(5));
            const bool line = random.chance(0.4); // bars on both sides of it, both from the left
            // Where one of the bars wins, the result may show which.
            const bool winnersColour = sum != Sum::Plus && sum != Sum::Equal && random.chance(0.4);
            return turnedAtRandom(
                random,
                [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const int height = drawSide(r, limits, 3);
                    const int whole = drawSide(r, limits, 7);
                    const int width = line ? (whole - 1) / 2 : whole;
                    Grid input(height, line ? 2 * width + 1 : width, palette.background);
                    Grid output(height, width, palette.background);
                    if (line) fillBox(input, {0, width, height, 1}, palette.ink(3));
                    uint64_t cases = 0;
                    for (int i = 0; i < height; ++i) {
                        if (r.chance(0.35)) continue;
                        // Bars that share the row, or are added up, need room for both.
                        const int a = r.between(1, width - 2);
                        const int room =
                            line && sum != Sum::Plus ? width : width - a - (line ? 0 : 1);
                        if (room < 1) continue;
                        const bool equals = sum == Sum::Equal && a <= room && r.chance(0.5);
                        const int b = equals ? a : r.between(1, room);
                        if (a == b && sum != Sum::Plus && sum != Sum::Equal) continue;
                        fillBox(input, {i, 0, 1, a}, palette.ink(0));
                        fillBox(input, {i, line ? width + 1 : width - b, 1, b}, palette.ink(1));
                        const bool first = (a > b) == (sum != Sum::Shorter);
                        fillBox(output, {i, 0, 1, result(sum, a, b, width)},
                                palette.ink(winnersColour ? (first ? 0 : 1) : 2));
                        cases |= a > b ? 1 : a < b ? 2 : 4;
                    }
                    if (cases == 0) return std::nullopt;
                    return GridPair{input, output, cases};
                },
                kSymmetries);
        }};
}

} // namespace ttt::synth
