#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// Pieces of a window that all hold its centre and share no other cell; each connected.
std::vector<Grid> drawPieces(Rng& random, int radius, const std::vector<Colour>& colours,
                             Colour core) {
    const int side = 2 * radius + 1;
    const Cell centre{radius, radius};
    Grid taken(side, side);
    cellOf(taken, centre) = 1;
    std::vector<Grid> pieces;
    for (const Colour colour : colours) {
        Grid piece(side, side, kClear);
        std::vector<Cell> cells{centre};
        cellOf(piece, centre) = core;
        const int wanted = 1 + random.between(1, 3 * radius);
        for (int i = 0; i < 60 && static_cast<int>(cells.size()) < wanted; ++i) {
            const Cell next = random.pick(cells) + random.pick(kSteps);
            if (!inside(taken, next) || colourAt(taken, next) != 0) continue;
            cellOf(taken, next) = 1;
            cellOf(piece, next) = colour;
            cells.push_back(next);
        }
        if (cells.size() > 1) pieces.push_back(piece);
    }
    return pieces;
}

} // namespace

RuleFamily assembleAroundCore() {
    return {.name = "assemble_around_core",
            .group = "objects",
            .description = "Pieces with a core cell each are laid over each other, core on core",
            .variants = 36,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 6));
                const bool atAnchor = random.chance(0.45);
                const int radius = limits.maxSide >= 12 && random.chance(0.4) ? 2 : 1;
                return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, sides, palette.background, 6);
                    std::vector<Colour> colours = palette.inksFrom(1);
                    r.shuffle(colours);
                    colours.resize(static_cast<size_t>(
                        r.between(2, std::min(4, static_cast<int>(colours.size())))));
                    const int side = 2 * radius + 1;
                    Grid output(side, side, palette.background);
                    Cell centre{radius, radius};
                    if (atAnchor) {
                        output = input;
                        centre = {r.between(radius, input.height() - 1 - radius),
                                  r.between(radius, input.width() - 1 - radius)};
                        cellOf(input, centre) = palette.ink(0);
                    }
                    const auto pieces = drawPieces(r, radius, colours, palette.ink(0));
                    if (pieces.size() < 2) return std::nullopt;
                    for (const Grid& piece : pieces) {
                        if (!placeFreely(r, input, crop(piece, contentBox(piece, kClear)),
                                         palette.background)) {
                            return std::nullopt;
                        }
                        paste(output, piece, centre - Cell{radius, radius});
                    }
                    return GridPair{input, output};
                };
            }};
}

} // namespace ttt::synth
