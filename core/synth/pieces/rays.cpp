#include "core/synth/pieces/rays.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

Cell shootRay(Grid& grid, Cell start, Cell step, Colour through, Colour colour) {
    Cell cell = start;
    while (inside(grid, cell + step) && colourAt(grid, cell + step) == through) {
        cell = cell + step;
        cellOf(grid, cell) = colour;
    }
    return cell;
}

void drawSegment(Grid& grid, Cell from, Cell to, Colour colour) {
    const Cell span = to - from;
    const int length = std::max(std::abs(span.row), std::abs(span.column));
    for (int i = 0; i <= length; ++i) {
        const Cell step =
            length == 0 ? Cell{} : Cell{span.row * i / length, span.column * i / length};
        if (inside(grid, from + step)) cellOf(grid, from + step) = colour;
    }
}

std::optional<Cell> stepTo(Box box, Cell from) {
    const bool inRows = from.row >= box.top && from.row <= box.bottom();
    const bool inColumns = from.column >= box.left && from.column <= box.right();
    if (inRows == inColumns) return std::nullopt;
    if (inRows) return kSteps[from.column < box.left ? 1 : 3];
    return kSteps[from.row < box.top ? 2 : 0];
}

GridPair turned(const GridPair& pair, int symmetry) {
    return {applySymmetry(pair.input, symmetry), applySymmetry(pair.output, symmetry), pair.cases};
}

PairMaker turned(PairMaker rule, int symmetry) {
    if (symmetry == 0) return rule;
    return [rule = std::move(rule), symmetry](Rng& random, const SynthLimits& limits) {
        std::optional<GridPair> pair = rule(random, limits);
        if (pair) pair = turned(*pair, symmetry);
        return pair;
    };
}

PairMaker turnedAtRandom(Rng& random, PairMaker rule, int symmetries) {
    return turned(std::move(rule), random.below(symmetries));
}

PairMaker transposedAtRandom(Rng& random, PairMaker rule) {
    return turned(std::move(rule), random.chance(0.5) ? 6 : 0);
}

} // namespace ttt::synth
