#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Moves the row's cells from `at` to the first gap on by one, and returns how many they are; 0 if
// the wall is in the way.
int shove(Grid& grid, int row, int at, Colour background) {
    int gap = at;
    while (gap < grid.width() && grid.at(row, gap) != background) ++gap;
    if (gap == grid.width()) return 0;
    for (int column = gap; column > at; --column) grid.at(row, column) = grid.at(row, column - 1);
    grid.at(row, at) = background;
    return gap - at;
}

void drawBlocks(Rng& random, Grid& grid, int row, int from, int to, const Palette& palette) {
    for (int column = from; column < to;) {
        const int length = random.between(1, 2);
        if (random.chance(0.4)) {
            fillBox(grid, {row, column, 1, std::min(length, to - column)}, palette.any(random, 1));
        }
        column += length;
    }
}

} // namespace

RuleFamily pushChain() {
    return {.name = "push_chain",
            .group = "move",
            .description = "In each row the pusher moves on and shoves the blocks before it along",
            .variants = 20,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int mode = random.below(3); // to the wall, k cells, by its own length
                const int cells = random.between(1, 3);
                const int spacing = random.between(1, 2);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour empty = palette.background;
                        Grid input = drawCanvas(r, limits, empty, 6);
                        Grid output = input;
                        uint64_t cases = 0;
                        int shoved = 0;
                        for (int row = r.below(2); row < input.height(); row += spacing) {
                            if (r.chance(0.25)) continue;
                            const bool pushed = r.chance(0.75);
                            const int length = mode == 1 ? 1 : r.between(1, mode == 2 ? 3 : 2);
                            const int at = r.between(0, input.width() / 2 - 1);
                            drawBlocks(r, input, row, 0, at, palette);
                            if (pushed) fillBox(input, {row, at, 1, length}, palette.ink(0));
                            drawBlocks(r, input, row, at + length, input.width(), palette);
                            paste(output, crop(input, rowOf(input, row)), row, 0);
                            cases |= pushed ? 1 : 2;
                            if (!pushed) continue;
                            int moved = 0;
                            const int most = mode == 0 ? input.width() : mode == 1 ? cells : length;
                            while (moved < most) {
                                const int chain = shove(output, row, at + moved, empty);
                                if (chain == 0) break;
                                if (chain > length) ++shoved;
                                ++moved;
                            }
                            if (mode != 0 && moved < most) return std::nullopt;
                        }
                        if (shoved == 0) return std::nullopt;
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
