#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

// Two panels beside or above each other; a cell of the answer follows from the two cells that
// stand in its place by one of the two-place logic functions.
RuleFamily combinePanels() {
    return {.name = "combine_panels",
            .group = "panels",
            .description = "AND, OR, XOR, NOR... of two panels, with or without a separator",
            .variants = 28,
            .leastSide = 9,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                static const std::vector<int> kTables{0b1000, 0b1110, 0b0110, 0b0001,
                                                      0b0111, 0b0010, 0b1001};
                const Palette palette = drawPalette(random, 4);
                const int table = random.pick(kTables);
                const bool separator = random.chance(0.6);
                const Colour second = random.chance(0.4) ? palette.ink(0) : palette.ink(1);
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour empty = palette.background;
                        const int most = (limits.maxSide - 1) / 2;
                        const int width = r.between(most / 2 + 1, most);
                        const int height =
                            std::min(limits.maxSide, r.between(std::max(2, width - 1), width + 2));
                        const Grid a = drawPattern(r, height, width, empty, {palette.ink(0)});
                        const Grid b = drawPattern(r, height, width, empty, {second});
                        Grid output(height, width, empty);
                        uint64_t cases = 0;
                        for (int i = 0; i < height; ++i) {
                            for (int j = 0; j < width; ++j) {
                                const int row =
                                    (a.at(i, j) != empty ? 2 : 0) | (b.at(i, j) != empty ? 1 : 0);
                                cases |= uint64_t{1} << row;
                                if ((table >> row) & 1) output.at(i, j) = palette.ink(2);
                            }
                        }
                        return GridPair{separator ? beside(a, b, palette.ink(3)) : beside(a, b),
                                        output, cases};
                    });
            }};
}

} // namespace ttt::synth
