#include "core/synth/local/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

namespace ttt::synth {

namespace {

// Dots and pairs of neighbours of the three colours, some of the pairs level, standing or diagonal.
Grid drawPairs(Rng& random, const SynthLimits& limits, const Palette& palette, int inks) {
    const Colour empty = palette.background;
    Grid grid = drawCanvas(random, limits, empty, 5);
    const std::vector<std::vector<Cell>> seconds{{}, {{0, 1}}, {{1, 0}}, {{1, 1}}};
    for (int i = drawCount(random, limits, grid, 4, 14); i > 0; --i) {
        const bool full = random.chance(0.6);
        const int first = random.below(full ? 2 : inks);
        const int second = full ? 1 - first : random.below(inks);
        const int kind = random.between(full ? 1 : 0, 3);
        Grid sprite(kind >= 2 ? 2 : 1, kind % 2 == 1 ? 2 : 1, kClear);
        sprite.at(0, 0) = palette.ink(first);
        for (const Cell at : seconds[static_cast<size_t>(kind)]) {
            cellOf(sprite, at) = palette.ink(second);
        }
        if (kind == 3 && random.chance(0.5)) sprite = applySymmetry(sprite, 4);
        placeFreely(random, grid, sprite, empty);
    }
    return grid;
}

} // namespace

// What becomes of a cell of the first colour beside one of the second: the one or the other turns
// to a third colour and its partner vanishes, both turn, or both vanish.
RuleFamily fusePairs() {
    return {.name = "fuse_pairs",
            .group = "local",
            .description = "Two cells of two colours side by side fuse into a third colour",
            .variants = 500,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int inks = random.between(2, 3);
                const int result = random.below(5); // 0 first turns, 1 second, 2 none, 3-4 both
                // Pairs that fuse: 1 level, 2 standing, 4 diagonal ones, 3 and 5 level and standing
                // ones.
                const int ways = random.between(1, 5);
                const bool straight = ways == 3 || ways == 5;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const Grid input = drawPairs(r, limits, palette, inks);
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const auto& pair :
                         findComponents(input, empty, Connect::Diagonal, Mix::AnyColours)) {
                        if (pair.size() == 1) continue;
                        const bool turned = colourAt(input, pair.cells[0]) == palette.ink(1);
                        const Cell first = pair.cells[turned ? 1 : 0];
                        const Cell second = pair.cells[turned ? 0 : 1];
                        const int way = pair.box.height == 1 ? 1 : pair.box.width == 1 ? 2 : 4;
                        const bool wanted = colourAt(input, first) == palette.ink(0) &&
                                            colourAt(input, second) == palette.ink(1);
                        if (!wanted) continue;
                        cases |= uint64_t{1} << way;
                        if (straight ? way == 4 : way != ways) continue;
                        const Colour fused = palette.ink(3);
                        cellOf(output, first) = result == 0 || result >= 3 ? fused : empty;
                        cellOf(output, second) = result == 1 || result >= 3 ? fused : empty;
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
