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

// The same rule with input and output turned or mirrored alike.
PairMaker turned(PairMaker rule, int symmetry);
// One of the four directions of a rule written for one of them.
PairMaker turnedAtRandom(Rng& random, PairMaker rule, int symmetries = 4);

} // namespace ttt::synth
