#include "core/synth/panels/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/lattice.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

// A lattice of cells: between two cells of one colour in a row (or column) all become that colour.
RuleFamily propagateInRows() {
    return {.name = "propagate_in_rows",
            .group = "panels",
            .description =
                "In a lattice of blocks, blocks between two equal ones are coloured alike",
            .variants = 6,
            .leastSide = 11,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const int side = random.between(1, 2);
                const bool toBorder = random.chance(0.4); // one block fills its whole row
                return transposedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const int most = (limits.maxSide + 1) / (side + 1);
                        const int rows = r.between(std::max(2, most / 2), most);
                        const int columns = r.between(std::max(2, most / 2), most);
                        Grid plan(rows, columns, palette.background);
                        Grid result = plan;
                        for (int i = 0; i < rows; ++i) {
                            if (!r.chance(0.5)) continue;
                            const Colour colour = palette.any(r, 1);
                            const int from = r.below(columns);
                            const int to = r.below(columns);
                            plan.at(i, from) = colour;
                            if (toBorder) {
                                fillBox(result, {i, 0, 1, columns}, colour);
                            } else {
                                plan.at(i, to) = colour;
                                drawSegment(result, {i, from}, {i, to}, colour);
                            }
                        }
                        const Lattice lattice{rows, columns, side, side};
                        return GridPair{lattice.showing(plan, palette.ink(0)),
                                        lattice.showing(result, palette.ink(0))};
                    });
            }};
}

} // namespace ttt::synth
