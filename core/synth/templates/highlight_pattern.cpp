#include "core/synth/pieces/canvas.h"
#include "core/synth/templates/families.h"

namespace ttt::synth {

// Every place where the fixed small pattern occurs is recoloured. Places that overlap are all
// recoloured, as each of them is an occurrence in the input.
RuleFamily highlightPattern() {
    return {.name = "highlight_pattern",
            .group = "templates",
            .description = "Each occurrence of a small pattern changes colour",
            .variants = 500,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 2);
                static const std::vector<Grid> kPatterns{
                    Grid::fromText("11 11"),       Grid::fromText("111"),  Grid::fromText("1 1 1"),
                    Grid::fromText("010 111 010"), Grid::fromText("101"),  Grid::fromText("10 01"),
                    Grid::fromText("111 101 111"), Grid::fromText("1111"), Grid::fromText("1001")};
                const Grid pattern = random.pick(kPatterns);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid size = drawCanvas(r, limits, 0, 5);
                    Grid input(size.height(), size.width(), palette.background);
                    addNoise(r, input, palette.background, palette.ink(0), 0.2 + 0.3 * r.uniform());
                    const Grid wanted = inColours(pattern, {palette.background, palette.ink(0)});
                    for (int k = r.between(1, 3); k > 0; --k) {
                        paste(input, wanted,
                              drawBox(r, input, wanted.height(), wanted.width()).corner());
                    }
                    const Grid marked = inColours(pattern, {kClear, palette.ink(1)});
                    Grid output = input;
                    for (const Cell corner : cellsOf(input)) {
                        const Box box = boxOf(wanted, corner);
                        if (inside(input, box) && crop(input, box) == wanted)
                            paste(output, marked, corner);
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
