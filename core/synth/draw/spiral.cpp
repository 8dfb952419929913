#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"

namespace ttt::synth {

namespace {

struct Rule {
    std::array<Colour, 2> colours; // of the first, third... arm and of the others
    int pitch;                     // from arm to arm
};

// From the top left corner to the right, turning right before the border and the own trail.
Grid windInwards(Grid grid, const Rule& rule) {
    Grid trail(grid.height(), grid.width());
    Cell cell{0, 0};
    cellOf(trail, cell) = 1;
    cellOf(grid, cell) = rule.colours[0];
    size_t arm = 0;
    for (bool moved = true; moved; ++arm) {
        const Cell step = kSteps[(arm + 1) % 4];
        moved = false;
        while (inside(grid, cell + step) && colourAt(trail, cell + step) == 0 &&
               colourOr(trail, cell + 2 * step, 0) == 0) {
            cell = cell + step;
            cellOf(trail, cell) = 1;
            cellOf(grid, cell) = rule.colours[arm % 2];
            moved = true;
        }
    }
    return grid;
}

// From `cell` with arms that get longer, until it stands at the border; empty if that is too soon
// to be seen as a spiral.
Grid windOutwards(Grid grid, Cell cell, const Rule& rule) {
    for (int arm = 0;; ++arm) {
        for (int i = 0; i < rule.pitch * (1 + arm / 2); ++i) {
            cell = cell + kSteps[static_cast<size_t>(arm % 4)];
            if (!inside(grid, cell)) return arm < 4 ? Grid() : grid;
            cellOf(grid, cell) = rule.colours[static_cast<size_t>(arm % 2)];
        }
    }
}

} // namespace

RuleFamily spiral() {
    return {.name = "spiral",
            .group = "draw",
            .description = "A square spiral winds inwards from a corner or outwards from a dot",
            .variants = 80,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const int style = random.below(5); // 0 blank picture, 1-2 dot in a corner, 3-4 out
                const Colour line = palette.ink(random.below(2));
                const Rule rule{{line, random.chance(0.3) ? palette.ink(2) : line},
                                random.chance(0.75) ? 2 : 3};
                const int symmetry = random.below(kSymmetries);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 5);
                    Cell start{0, 0};
                    if (style >= 3) {
                        const int down = (input.height() - 1) / 3, across = (input.width() - 1) / 3;
                        start = {r.between(down, 2 * down + 1), r.between(across, 2 * across + 1)};
                    }
                    if (style > 0) cellOf(input, start) = palette.ink(0);
                    Grid output =
                        style >= 3 ? windOutwards(input, start, rule) : windInwards(input, rule);
                    if (output.empty()) return std::nullopt;
                    if (style > 0) cellOf(output, start) = palette.ink(0);
                    // A dot shows from which corner the line starts, so any will do.
                    const int turn = style == 1 || style == 2 ? r.below(4) : 0;
                    return turned(turned(GridPair{input, output}, symmetry), turn);
                };
            }};
}

} // namespace ttt::synth
