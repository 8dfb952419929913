#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Columns that hang down from one line, each at least one cell long: it goes straight into a gap of
// its shape.
Grid drawPiece(Rng& random, int widest, int deepest) {
    Grid piece(random.between(1, deepest), random.between(1, widest), kClear);
    const int full = random.below(piece.width());
    for (int j = 0; j < piece.width(); ++j) {
        fillBox(piece, {0, j, j == full ? piece.height() : random.between(1, piece.height()), 1},
                1);
    }
    return piece;
}

struct Gap {
    Grid piece;
    int column;
};

bool isNew(const std::vector<Gap>& gaps, const Grid& piece) {
    return std::ranges::none_of(gaps, [&](const Gap& gap) { return gap.piece == piece; });
}

// Gaps of different shapes, from left to right, at least one cell of wall between them.
std::vector<Gap> drawGaps(Rng& random, int width, int deepest) {
    std::vector<Gap> gaps;
    int column = random.between(1, 2);
    for (;;) {
        const Grid piece = drawPiece(random, 3, deepest);
        if (column + piece.width() >= width) return gaps;
        const bool fresh = isNew(gaps, piece);
        if (fresh) gaps.push_back({piece, column});
        column += fresh ? piece.width() + random.between(1, 3) : 1;
    }
}

} // namespace

RuleFamily piecesIntoGaps() {
    return {
        .name = "pieces_into_gaps",
        .group = "templates",
        .description = "Loose pieces move into the gaps of the wall that have their shape",
        .variants = 16,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, random.between(2, 5));
            const bool piecesStay = random.chance(0.25);
            const bool strangers = random.chance(0.4); // pieces without a gap stay
            return turnedAtRandom(
                random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 8);
                    const int deepest = std::clamp((input.height() - 3) / 3, 1, 3);
                    const int top =
                        input.height() - deepest - 1 - (input.height() > 10 ? r.below(2) : 0);
                    const auto gaps = drawGaps(r, input.width(), deepest);
                    if (gaps.size() < 2) return std::nullopt;
                    fillBox(input, {top, 0, input.height() - top, input.width()}, palette.ink(0));
                    Grid wall = input;
                    Grid output(input.height(), input.width(), kClear);
                    int placed = 0;
                    const auto place = [&](const Grid& piece, Colour colour, bool stays) {
                        const auto spot = findFreeSpot(r, input, piece, empty);
                        if (!spot) return false;
                        const Grid inked = painted(piece, colour);
                        paste(input, inked, *spot);
                        if (stays) paste(output, inked, *spot);
                        return true;
                    };
                    for (const int k : r.permutation(static_cast<int>(gaps.size()))) {
                        const auto& [piece, column] = gaps[static_cast<size_t>(k)];
                        const Colour colour = palette.any(r, 1);
                        if (!place(piece, colour, piecesStay)) continue;
                        paste(wall, painted(piece, empty), top, column);
                        paste(output, painted(piece, colour), top, column);
                        ++placed;
                    }
                    uint64_t cases = 0;
                    if (strangers) {
                        const Grid piece = drawPiece(r, 3, deepest);
                        const bool strange =
                            isNew(gaps, piece) && place(piece, palette.any(r, 1), true);
                        cases = strange ? 3 : 1;
                    }
                    if (placed < 2) return std::nullopt;
                    paste(input, crop(wall, {top, 0, wall.height() - top, wall.width()}), top, 0);
                    Grid result = wall;
                    paste(result, output);
                    return GridPair{input, result, cases};
                });
        }};
}

} // namespace ttt::synth
