#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/rays/families.h"

namespace ttt::synth {

// Drawn for rays that start in the first row and run down; markers stand in the last column.
RuleFamily steppedRays() {
    return {.name = "stepped_rays",
            .group = "rays",
            .description = "Rays from one side step aside wherever a marker stands at the border",
            .variants = 90,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const int kinds = random.between(1, 2); // with two, one steps there, the other back
                const int aside = random.chance(0.6) ? -1 : 1;
                const int by = random.chance(0.75) ? 1 : 2;
                const bool late = random.chance(0.25); // steps in the row after the marker
                const int turn = random.chance(0.5) ? random.below(kSymmetries) : -1;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input(drawSide(r, limits, 6), drawSide(r, limits, 5), palette.background);
                    const int last = input.width() - 1;
                    uint64_t cases = 0;
                    std::vector<int> steps(static_cast<size_t>(input.height()) + 1, 0);
                    for (int row = r.between(1, 4); row < input.height() - (late ? 1 : 0);
                         row += r.between(2, 5)) {
                        const int kind = r.below(kinds);
                        input.at(row, last) = palette.ink(kind);
                        steps[static_cast<size_t>(row + (late ? 1 : 0))] =
                            (kind == 0 ? aside : -aside) * by;
                        if (kinds == 2) cases |= uint64_t{1} << kind;
                    }
                    std::vector<Cell> rays;
                    for (int column = r.between(0, 2); column < last - 1;
                         column += r.between(3, 5)) {
                        input.at(0, column) = palette.any(r, 2);
                        rays.push_back({0, column});
                    }
                    Grid output = input;
                    bool goesOn = false;
                    for (const Cell start : rays) {
                        const Colour colour = colourAt(input, start);
                        Cell cell = start;
                        for (int row = 1; row < input.height(); ++row) {
                            cell = {row, cell.column + steps[static_cast<size_t>(row)]};
                            if (cell.column < 0 || cell.column >= last) break;
                            cellOf(output, cell) = colour;
                            goesOn = goesOn ||
                                     (cell.column != start.column && 2 * row >= input.height());
                        }
                    }
                    if (!goesOn) return std::nullopt;
                    return turned(GridPair{input, output, cases},
                                  turn >= 0 ? turn : r.below(kSymmetries));
                };
            }};
}

} // namespace ttt::synth
