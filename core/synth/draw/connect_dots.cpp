#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

namespace {

struct Rule {
    Palette palette;
    int directions; // 0 rows, 1 columns, 2 both
    bool ownColour; // lines take the dots' colour
};

// Draws one pair of dots and its line, where nothing lies in its row or column or beside it.
bool addPair(Rng& random, const Rule& rule, GridPair& pair) {
    Grid& output = pair.output;
    const bool alongRow = rule.directions == 0 || (rule.directions == 2 && random.chance(0.5));
    const Cell from = drawCell(random, output);
    const Cell to = alongRow ? Cell{from.row, random.below(output.width())}
                             : Cell{random.below(output.height()), from.column};
    const Colour colour = rule.palette.any(random, rule.ownColour ? 0 : 1);
    const Box line = alongRow ? rowOf(output, from.row) : columnOf(output, from.column);
    const Box around{std::min(from.row, to.row) - 1, std::min(from.column, to.column) - 1,
                     std::abs(to.row - from.row) + 3, std::abs(to.column - from.column) + 3};
    const Colour background = rule.palette.background;
    if (!isFree(output, background, line) || !isFree(output, background, around)) return false;
    if (std::max(around.height, around.width) < 5) return false;
    drawSegment(output, from, to, rule.ownColour ? colour : rule.palette.ink(0));
    for (const Cell end : {from, to}) {
        cellOf(pair.input, end) = colour;
        cellOf(output, end) = colour;
    }
    return true;
}

// A dot without a partner, which stays as it is.
void addLoneDot(Rng& random, const Rule& rule, GridPair& pair) {
    const Colour colour = rule.palette.any(random, rule.ownColour ? 0 : 1);
    const Cell cell = drawCell(random, pair.input);
    const Colour background = rule.palette.background;
    if (isFree(pair.output, background, rowOf(pair.output, cell.row)) &&
        isFree(pair.output, background, columnOf(pair.output, cell.column))) {
        cellOf(pair.input, cell) = cellOf(pair.output, cell) = colour;
    }
}

} // namespace

RuleFamily connectDots() {
    return {.name = "connect_dots",
            .group = "draw",
            .description = "Dots of the same colour in one row or column are joined by a line",
            .variants = 6,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int directions = random.between(0, 2);
                const Rule rule{palette, directions, random.chance(0.6)};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Grid canvas = drawCanvas(r, limits, rule.palette.background, 5);
                    GridPair pair{canvas, canvas};
                    int drawn = 0;
                    for (int i = drawCount(r, limits, canvas, 1, 5); i > 0; --i) {
                        drawn += addPair(r, rule, pair) ? 1 : 0;
                    }
                    if (drawn == 0) return std::nullopt;
                    if (r.chance(0.4 * limits.difficulty)) addLoneDot(r, rule, pair);
                    return pair;
                };
            }};
}

} // namespace ttt::synth
