// Lines on a canvas, and turning a whole rule: families draw for one direction, `turned` gives the
// other seven.
#pragma once

#include "core/synth/pieces/canvas.h"

namespace ttt::synth {

// Paints from the cell after `start` in steps, as long as cells are `through`; returns the last
// painted cell (or start).
Cell shootRay(Grid& grid, Cell start, Cell step, Colour through, Colour colour);
// Paints a straight or diagonal segment, both ends included.
void drawSegment(Grid& grid, Cell from, Cell to, Colour colour);

// The straight step from a cell to a box that faces it; nullopt where none leads there.
std::optional<Cell> stepTo(Box box, Cell from);

// The same pair or rule with input and output turned or mirrored alike.
GridPair turned(const GridPair& pair, int symmetry);
PairMaker turned(PairMaker rule, int symmetry);
// One of the four directions of a rule written for one of them.
PairMaker turnedAtRandom(Rng& random, PairMaker rule, int symmetries = 4);
// A rule written for rows, as it is or for columns.
PairMaker transposedAtRandom(Rng& random, PairMaker rule);

} // namespace ttt::synth
