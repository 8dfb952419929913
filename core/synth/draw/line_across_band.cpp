#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

namespace {

// Where stripes of at least two cells begin, and the end.
std::vector<int> cuts(Rng& random, int length, int widest) {
    std::vector<int> at{0};
    while (length - at.back() > 3 && static_cast<int>(at.size()) < 5) {
        const int width = random.between(2, std::max(2, widest));
        if (length - at.back() - width < 2) break;
        at.push_back(at.back() + width);
    }
    at.push_back(length);
    return at;
}

// From a dot on, over all cells of its field's colour, in both directions.
void drawLine(const Grid& fields, Grid& output, Cell dot, Cell step, Colour colour) {
    for (const Cell way : {step, -1 * step}) {
        for (Cell cell = dot; colourOr(fields, cell, kClear) == colourAt(fields, dot);
             cell = cell + way) {
            cellOf(output, cell) = colour;
        }
    }
}

} // namespace

RuleFamily lineAcrossBand() {
    return {.name = "line_across_band",
            .group = "draw",
            .description =
                "A dot in a coloured band becomes a line that ends at the band's borders",
            .variants = 60,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(5, 7));
                const bool fields = random.chance(0.35); // a table of fields instead of stripes
                const int style = random.below(3);       // across, along, both
                const bool ownColour = random.chance(0.75);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid bands = drawCanvas(r, limits, palette.background, 5);
                    const auto columns = cuts(r, bands.width(), bands.width() / 2);
                    auto rows = cuts(r, bands.height(), bands.height() / 2);
                    if (!fields) rows = {0, bands.height()};
                    for (size_t a = 1; a < rows.size(); ++a) {
                        for (size_t b = 1; b < columns.size(); ++b) {
                            const Box box{rows[a - 1], columns[b - 1], rows[a] - rows[a - 1],
                                          columns[b] - columns[b - 1]};
                            Colour colour = palette.any(r, 2);
                            // Neighbouring bands differ.
                            while (colour == colourOr(bands, {box.top - 1, box.left}, kClear) ||
                                   colour == colourOr(bands, {box.top, box.left - 1}, kClear)) {
                                colour = palette.any(r, 2);
                            }
                            fillBox(bands, box, colour);
                        }
                    }
                    Grid input = bands, output = bands;
                    std::vector<Cell> dots;
                    for (int i = drawCount(r, limits, input, 1, 6); i > 0; --i) {
                        const Cell dot = drawCell(r, input);
                        // Dots keep off each other's lines, which then may cross but not hide them.
                        const bool apart = std::ranges::all_of(dots, [&](Cell other) {
                            return std::abs(dot.row - other.row) > 1 &&
                                   std::abs(dot.column - other.column) > 1;
                        });
                        if (apart) dots.push_back(dot);
                    }
                    for (const Cell dot : dots) {
                        const Colour line = ownColour ? palette.background : palette.ink(0);
                        if (style != 1) drawLine(bands, output, dot, {0, 1}, line);
                        if (style != 0) drawLine(bands, output, dot, {1, 0}, line);
                        cellOf(input, dot) = palette.background;
                    }
                    for (const Cell dot : dots) cellOf(output, dot) = palette.background;
                    // Bands stand or lie; a table of fields has no direction.
                    return turned(GridPair{input, output}, fields ? 0 : 6 * r.below(2));
                };
            }};
}

} // namespace ttt::synth
