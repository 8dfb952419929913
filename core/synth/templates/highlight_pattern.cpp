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
                    for (int k = r.between(1, 3); k > 0; --k) {
                        const int top = r.between(0, input.height() - pattern.height());
                        const int left = r.between(0, input.width() - pattern.width());
                        for (int i = 0; i < pattern.height(); ++i) {
                            for (int j = 0; j < pattern.width(); ++j) {
                                input.at(top + i, left + j) =
                                    pattern.at(i, j) != 0 ? palette.ink(0) : palette.background;
                            }
                        }
                    }
                    Grid output = input;
                    for (int a = 0; a + pattern.height() <= input.height(); ++a) {
                        for (int b = 0; b + pattern.width() <= input.width(); ++b) {
                            bool here = true;
                            for (int k = 0; k < pattern.area(); ++k) {
                                const Cell at{k / pattern.width(), k % pattern.width()};
                                const bool solid =
                                    input.at(a + at.row, b + at.column) != palette.background;
                                here = here && solid == (colourAt(pattern, at) != 0);
                            }
                            for (int k = 0; here && k < pattern.area(); ++k) {
                                const Cell at{k / pattern.width(), k % pattern.width()};
                                if (colourAt(pattern, at) != 0) {
                                    output.at(a + at.row, b + at.column) = palette.ink(1);
                                }
                            }
                        }
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
