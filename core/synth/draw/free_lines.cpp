#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

namespace {

// Noise or objects, with a few rows and columns cleared.
Grid drawLittered(Rng& random, const SynthLimits& limits, const Palette& palette, bool objects,
                  int litterInks) {
    const Colour empty = palette.background;
    Grid grid = drawCanvas(random, limits, empty, 5);
    const double density = 0.3 + 0.35 * random.uniform();
    if (objects) {
        for (int i = grid.area() / 9; i > 0; --i) {
            placeFreely(random, grid,
                        drawShape(random, 4, palette.ink(2 + random.below(litterInks))), empty, 0);
        }
    } else {
        for (int i = 0; i < litterInks; ++i) {
            addNoise(random, grid, empty, palette.ink(2 + i), density / litterInks);
        }
    }
    const int most = 1 + (grid.height() + grid.width()) / 14;
    for (int i = random.between(0, most); i > 0; --i) {
        fillBox(grid, rowOf(grid, random.below(grid.height())), empty);
    }
    for (int i = random.between(0, most); i > 0; --i) {
        fillBox(grid, columnOf(grid, random.below(grid.width())), empty);
    }
    return grid;
}

} // namespace

RuleFamily freeLines() {
    return {.name = "free_lines",
            .group = "draw",
            .description = "Rows and columns without any solid cell become lines of a colour",
            .variants = 36,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int litterInks = random.between(1, 2);
                const int which = random.between(1, 4); // rows, columns, both
                const bool crossings = which >= 3 && random.chance(0.3);
                const bool objects = random.chance(0.4);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid input = drawLittered(r, limits, palette, objects, litterInks);
                    std::vector<bool> rows, columns; // are they clear
                    for (int i = 0; i < input.height(); ++i) {
                        rows.push_back(isFree(input, palette.background, rowOf(input, i)));
                    }
                    for (int j = 0; j < input.width(); ++j) {
                        columns.push_back(isFree(input, palette.background, columnOf(input, j)));
                    }
                    Grid output = input;
                    uint64_t cases = 0;
                    for (const Cell cell : cellsOf(input)) {
                        const bool row = rows[static_cast<size_t>(cell.row)];
                        const bool column = columns[static_cast<size_t>(cell.column)];
                        cases |= (row ? 1U : 0U) | (column ? 2U : 0U) | (row && column ? 4U : 0U);
                        if (row && column && crossings) {
                            cellOf(output, cell) = palette.ink(1);
                        } else if ((row && which != 2) || (column && which != 1)) {
                            cellOf(output, cell) = palette.ink(0);
                        }
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
