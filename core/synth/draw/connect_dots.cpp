#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

RuleFamily connectDots() {
    return {.name = "connect_dots",
            .group = "draw",
            .description = "Dots of the same colour in one row or column are joined by a line",
            .variants = 6,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int directions = random.between(0, 2); // rows, columns, both
                const bool ownColour = random.chance(0.6);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    Grid output = input;
                    int drawn = 0;
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        const bool alongRow = directions == 0 || (directions == 2 && r.chance(0.5));
                        const Cell from{r.below(input.height()), r.below(input.width())};
                        const Cell to = alongRow ? Cell{from.row, r.below(input.width())}
                                                 : Cell{r.below(input.height()), from.column};
                        const Colour colour = palette.any(r, ownColour ? 0 : 1);
                        Grid trial = output;
                        drawSegment(trial, from, to, ownColour ? colour : palette.ink(0));
                        // Segments must not meet or share a row or column end to end.
                        const Box box{
                            std::min(from.row, to.row) - 1, std::min(from.column, to.column) - 1,
                            std::abs(to.row - from.row) + 3, std::abs(to.column - from.column) + 3};
                        Grid probe = output;
                        fillBox(probe,
                                {alongRow ? from.row : 0, alongRow ? 0 : from.column,
                                 alongRow ? 1 : input.height(), alongRow ? input.width() : 1},
                                kClear);
                        fillBox(probe, box, kClear);
                        bool clear = true;
                        for (int k = 0; k < probe.area(); ++k) {
                            const auto index = static_cast<size_t>(k);
                            clear = clear && (probe.cells()[index] != kClear ||
                                              output.cells()[index] == palette.background);
                        }
                        if (!clear || std::max(box.height, box.width) < 5) continue;
                        output = trial;
                        for (const Cell end : {from, to}) {
                            cellOf(input, end) = colour;
                            cellOf(output, end) = colour;
                        }
                        ++drawn;
                    }
                    if (drawn == 0) return std::nullopt;
                    if (r.chance(0.4 * limits.difficulty)) {
                        const Colour lone = palette.any(r, ownColour ? 0 : 1);
                        const Cell cell{r.below(input.height()), r.below(input.width())};
                        bool free = true;
                        for (int i = 0; i < input.height(); ++i) {
                            free = free && output.at(i, cell.column) == palette.background;
                        }
                        for (int j = 0; j < input.width(); ++j) {
                            free = free && output.at(cell.row, j) == palette.background;
                        }
                        if (free) cellOf(input, cell) = cellOf(output, cell) = lone;
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
