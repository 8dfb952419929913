// Random canvases: colours of an episode, sides of a grid, free places for sprites, noise. The
// palette is drawn once a rule, so that background and colours are the same in all its pairs.
#pragma once

#include "core/base/random.h"
#include "core/synth/pieces/grids.h"
#include "core/synth/rule_family.h"

#include <optional>
#include <vector>

namespace ttt::synth {

struct Palette {
    Colour background = 0;
    std::vector<Colour> inks; // distinct, none is the background
    Colour ink(int index) const { return inks[static_cast<size_t>(index)]; }
    // One of the inks from `first` on; first: inks before it have a role of their own.
    Colour any(Rng& random, int first = 0) const;
    // The inks from `first` on, at most so many.
    std::vector<Colour> inksFrom(int first, int most = kColours) const;
};
// Black in 72 % of the draws, else any other colour.
Colour drawBackground(Rng& random);
Palette drawPalette(Rng& random, int inkCount);

// Log-uniform between the limits, within [least, most]; `least` wins over the limits' minimum.
int drawSide(Rng& random, const SynthLimits& limits, int least = 3, int most = kMaxSide);
// Sides drawn as above; square in about 40 % of the draws.
Grid drawCanvas(Rng& random, const SynthLimits& limits, Colour background, int least = 3,
                int most = kMaxSide);
// Every cell one of the colours.
Grid drawMosaic(Rng& random, int height, int width, const std::vector<Colour>& colours);
// A mosaic with `background` in a random share of its cells.
Grid drawPattern(Rng& random, int height, int width, Colour background,
                 const std::vector<Colour>& inks);

// Any cell of the box or grid, a box of this size anywhere in the grid, all cells of a box in
// random order.
Cell drawCell(Rng& random, Box box);
inline Cell drawCell(Rng& random, const Grid& grid) { return drawCell(random, boxOf(grid)); }
Box drawBox(Rng& random, const Grid& grid, int height, int width);
std::vector<Cell> shuffledCells(Rng& random, Box box);

// How many objects suit a canvas: between `least` and a number that grows with area and difficulty.
int drawCount(Rng& random, const SynthLimits& limits, const Grid& canvas, int least, int most);

// Whether all of the box that lies on the canvas is background.
bool isFree(const Grid& canvas, Colour background, Box box);
// A place for a height x width sprite where it and `gap` cells around it are all background.
std::optional<Cell> findFreeSpot(Rng& random, const Grid& canvas, Colour background, int height,
                                 int width, int gap = 1);
std::optional<Cell> findFreeSpot(Rng& random, const Grid& canvas, const Grid& sprite,
                                 Colour background, int gap = 1);
// Pastes at a free place; false if none was found.
bool placeFreely(Rng& random, Grid& canvas, const Grid& sprite, Colour background, int gap = 1);
// Places `count` single cells of `colour` on background, not touching anything.
int scatterDots(Rng& random, Grid& canvas, Colour background, Colour colour, int count,
                int gap = 1);
// Recolours background cells to `colour` with this probability.
void addNoise(Rng& random, Grid& canvas, Colour background, Colour colour, double probability);

} // namespace ttt::synth
