#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

namespace {

struct Rule {
    Palette palette;
    int left; // by how much the columns to the left get longer from one to the next
    int right;
    Colour leftColour;
    Colour rightColour;
};

// A bar hangs from the upper border; columns beside it get longer or shorter.
GridPair besideBar(Rng& random, const Rule& rule, const Grid& canvas) {
    const int column = random.between(1, canvas.width() - 2);
    const int height = canvas.height();
    // Room to get shorter, or to get longer.
    const bool shrinks = rule.left < 0 || rule.right < 0;
    const int length =
        random.between(shrinks ? height / 2 : 1, shrinks ? height - 1 : height * 2 / 3);
    Grid input = canvas;
    fillBox(input, {0, column, length, 1}, rule.palette.ink(0));
    Grid output = input;
    for (int j = 0; j < canvas.width(); ++j) {
        if (j == column) continue;
        const int by = j < column ? rule.left : rule.right;
        const int wanted = std::clamp(length + by * std::abs(j - column), 0, height);
        fillBox(output, {0, j, wanted, 1}, j < column ? rule.leftColour : rule.rightColour);
    }
    return {input, output};
}

// From a dot a triangle opens downwards, its rows in turning colours.
GridPair belowDot(Rng& random, const Rule& rule, const Grid& canvas) {
    const Cell tip{random.below(canvas.height() / 2), random.between(1, canvas.width() - 2)};
    Grid input = canvas;
    cellOf(input, tip) = rule.palette.ink(0);
    Grid output = input;
    for (int i = tip.row + 1; i < canvas.height(); ++i) {
        const int reach = (i - tip.row) * std::abs(rule.left);
        const bool odd = (i - tip.row) % 2 == 1;
        fillBox(output, {i, tip.column - reach, 1, 2 * reach + 1},
                odd ? rule.leftColour : rule.rightColour);
    }
    return {input, output};
}

} // namespace

RuleFamily wedge() {
    return {.name = "wedge",
            .group = "rays",
            .description = "On both sides of a bar (or below a dot) a triangle grows to the border",
            .variants = 400,
            .leastSide = 5,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                static const std::vector<int> kSlopes{-2, -1, -1, 1, 1, 2};
                const Palette palette = drawPalette(random, 3);
                const bool fromDot = random.chance(0.3);
                const int left = random.pick(kSlopes);
                const int right = random.chance(0.4) ? left : random.pick(kSlopes);
                const Rule rule{palette, left, right, palette.ink(random.below(2)),
                                palette.ink(random.below(3))};
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Grid canvas = drawCanvas(r, limits, palette.background, 5);
                        return fromDot ? belowDot(r, rule, canvas) : besideBar(r, rule, canvas);
                    });
            }};
}

} // namespace ttt::synth
