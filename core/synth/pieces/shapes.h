// Random sprites: small grids whose kClear cells are transparent. Every sprite touches all four
// sides of its own grid, so that its size is the size of the object seen.
#pragma once

#include "core/base/random.h"
#include "core/synth/pieces/grids.h"

#include <vector>

namespace ttt::synth {

// Connected (4-neighbours), grown at random within height x width.
Grid drawBlob(Rng& random, int height, int width, Colour colour);
// A blob that is not a full rectangle; sides of at least 2.
Grid drawRaggedBlob(Rng& random, int height, int width, Colour colour);
Grid solidRectangle(int height, int width, Colour colour);
Grid hollowRectangle(int height, int width, Colour colour);
// Left-right symmetric, connected.
Grid drawMirroredBlob(Rng& random, int height, int width, Colour colour);
// One of plus, ring, L, T, U, X, bar, square, corner, zigzag: distinct 3 x 3 shapes by index.
inline constexpr int kIcons = 10;
Grid icon(int index, Colour colour);
// Blob, rectangle, frame or icon with sides of at most `most`.
Grid drawShape(Rng& random, int most, Colour colour);
// Every solid cell gets one of the colours.
Grid colouredAtRandom(Rng& random, const Grid& sprite, const std::vector<Colour>& colours);
int solidCount(const Grid& sprite);
// The first solid cell in reading order; it lies in the first row.
Cell leadCell(const Grid& sprite);
// All solid cells in one colour.
Grid painted(const Grid& sprite, Colour colour);
// Whether the shapes are equal, whatever their colours, perhaps turned or mirrored.
bool sameShape(const Grid& a, const Grid& b, bool turned);
// Whether all solid cells lie on cells of this colour where the sprite's corner is put there.
bool liesOn(const Grid& grid, const Grid& sprite, Cell corner, Colour colour);

} // namespace ttt::synth
