#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>
#include <cstddef>

namespace ttt::synth {

namespace {

// Puts each of the pieces once in turn on the first free cell; collects the pictures without gaps.
void fit(const Grid& picture, const std::vector<Grid>& pieces, std::vector<Grid>& found) {
    if (pieces.empty()) {
        found.push_back(picture);
        return;
    }
    const auto first = firstCell(picture, kClear);
    if (!first) return;
    for (size_t p = 0; p < pieces.size(); ++p) {
        const Cell at = *first - leadCell(pieces[p]);
        if (!liesOn(picture, pieces[p], at, kClear)) continue;
        Grid next = picture;
        paste(next, pieces[p], at);
        std::vector<Grid> others = pieces;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(p));
        fit(next, others, found);
    }
}

// All rectangles that the pieces fill when moved together.
std::vector<Grid> rectanglesOf(const std::vector<Grid>& pieces) {
    int area = 0;
    for (const Grid& piece : pieces) area += solidCount(piece);
    std::vector<Grid> found;
    for (int height = 1; height <= std::min(area, kMaxSide); ++height) {
        if (area % height == 0 && area / height <= kMaxSide) {
            fit(Grid(height, area / height, kClear), pieces, found);
        }
    }
    return found;
}

// A rectangle in which connected areas of the colours have grown from one cell each.
Grid drawPuzzle(Rng& random, int height, int width, const std::vector<Colour>& colours) {
    Grid puzzle(height, width, kClear);
    for (const Colour colour : colours)
        puzzle.at(random.below(height), random.below(width)) = colour;
    while (hasColour(puzzle, kClear)) {
        const Cell cell = drawCell(random, puzzle);
        const Cell next = cell + random.pick(kStraightSteps);
        if (colourAt(puzzle, cell) != kClear && colourOr(puzzle, next, 0) == kClear) {
            cellOf(puzzle, next) = colourAt(puzzle, cell);
        }
    }
    return puzzle;
}

} // namespace

RuleFamily joinPieces() {
    return {.name = "join_pieces",
            .group = "objects",
            .description = "The pieces, moved together without turning, fill a rectangle",
            .variants = 3,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const int count = random.between(2, limits.maxSide < 10 ? 2 : 4);
                const Palette palette = drawPalette(random, std::min(9, count + random.below(3)));
                const int side = random.between(3, limits.maxSide < 10 ? 3 : 5);
                const bool square = random.chance(0.5);
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, sides, palette.background, 8);
                    std::vector<Colour> colours = palette.inks;
                    r.shuffle(colours);
                    colours.resize(static_cast<size_t>(count));
                    const Grid puzzle =
                        drawPuzzle(r, side, square ? side : r.between(3, side + 1), colours);
                    std::vector<Grid> pieces;
                    for (const auto& piece : findComponents(puzzle, kClear)) {
                        if (piece.size() < 2) return std::nullopt;
                        pieces.push_back(spriteOf(puzzle, piece));
                        if (!placeFreely(r, input, pieces.back(), palette.background)) {
                            return std::nullopt;
                        }
                    }
                    if (static_cast<int>(pieces.size()) != count) return std::nullopt;
                    if (rectanglesOf(pieces).size() != 1) return std::nullopt;
                    return GridPair{input, puzzle};
                };
            }};
}

} // namespace ttt::synth
