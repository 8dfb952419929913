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

// Nothing but background in the segment's row or column and around it.
bool isFree(const Grid& output, const Cell& from, const Box& around, bool alongRow,
            Colour background) {
    Grid probe = output;
    fillBox(probe,
            {alongRow ? from.row : 0, alongRow ? 0 : from.column, alongRow ? 1 : output.height(),
             alongRow ? output.width() : 1},
            kClear);
    fillBox(probe, around, kClear);
    for (size_t k = 0; k < probe.cells().size(); ++k) {
        if (probe.cells()[k] == kClear && output.cells()[k] != background) return false;
    }
    return true;
}

// Draws one pair of dots and its line where there is room.
bool addPair(Rng& r, const Rule& rule, GridPair& pair) {
    Grid& output = pair.output;
    const bool alongRow = rule.directions == 0 || (rule.directions == 2 && r.chance(0.5));
    const Cell from{r.below(output.height()), r.below(output.width())};
    const Cell to = alongRow ? Cell{from.row, r.below(output.width())}
                             : Cell{r.below(output.height()), from.column};
    const Colour colour = rule.palette.any(r, rule.ownColour ? 0 : 1);
    const Box around{std::min(from.row, to.row) - 1, std::min(from.column, to.column) - 1,
                     std::abs(to.row - from.row) + 3, std::abs(to.column - from.column) + 3};
    if (!isFree(output, from, around, alongRow, rule.palette.background)) return false;
    if (std::max(around.height, around.width) < 5) return false;
    drawSegment(output, from, to, rule.ownColour ? colour : rule.palette.ink(0));
    for (const Cell end : {from, to}) {
        cellOf(pair.input, end) = colour;
        cellOf(output, end) = colour;
    }
    return true;
}

// A dot without a partner, which stays as it is.
void addLoneDot(Rng& r, const Rule& rule, GridPair& pair) {
    const Colour colour = rule.palette.any(r, rule.ownColour ? 0 : 1);
    const Cell cell{r.below(pair.input.height()), r.below(pair.input.width())};
    const Colour background = rule.palette.background;
    bool free = true;
    for (int i = 0; i < pair.output.height(); ++i) {
        free = free && pair.output.at(i, cell.column) == background;
    }
    for (int j = 0; j < pair.output.width(); ++j) {
        free = free && pair.output.at(cell.row, j) == background;
    }
    if (free) cellOf(pair.input, cell) = cellOf(pair.output, cell) = colour;
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
