#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// A kind of block in all its turns, solid cells in the kind's colour.
using Kind = std::vector<Grid>;

Kind turnsOf(const std::string& text, Colour colour) {
    const Grid block = inColours(Grid::fromText(text), {kClear, colour});
    Kind kind;
    for (int symmetry = 0; symmetry < kSymmetries; ++symmetry) {
        const Grid turned = applySymmetry(block, symmetry);
        if (std::ranges::find(kind, turned) == kind.end()) kind.push_back(turned);
    }
    return kind;
}

// Cuts what is `solid` into blocks in all ways and collects the coloured pictures, until two
// pictures differ or the work is too much.
void cut(const Grid& picture, Colour solid, const std::vector<Kind>& kinds,
         std::vector<Grid>& found, int& work) {
    if (found.size() > 1 || --work < 0) return;
    const auto first = firstCell(picture, solid);
    if (!first) {
        if (found.empty() || found[0] != picture) found.push_back(picture);
        return;
    }
    for (const Kind& kind : kinds) {
        for (const Grid& block : kind) {
            const Cell at = *first - leadCell(block);
            if (!liesOn(picture, block, at, solid)) continue;
            Grid next = picture;
            paste(next, block, at);
            cut(next, solid, kinds, found, work);
        }
    }
}

// Whether the block, put there on clear cells, has a solid neighbour: a step that way would lead
// onto it.
bool touches(const Grid& grid, const Grid& block, Cell at) {
    const Grid wide = framed(grid, kClear);
    return std::ranges::any_of(kStraightSteps, [&](Cell step) {
        return !liesOn(wide, block, at + Cell{1, 1} + step, kClear);
    });
}

// A figure of blocks of random kinds, uncut and cut; only one that can be cut in one way as to the
// colours.
std::optional<GridPair> drawFigure(Rng& random, int side, const std::vector<Kind>& kinds,
                                   Colour solid) {
    Grid canvas(side, side, kClear);
    int placed = 0;
    const int blocks = random.between(3, 7);
    for (int attempt = 0; attempt < 80 && placed < blocks; ++attempt) {
        const Grid& block = random.pick(random.pick(kinds));
        const Cell at = drawCell(random, canvas);
        if (!liesOn(canvas, block, at, kClear)) continue;
        if (placed > 0 && !touches(canvas, block, at)) continue;
        paste(canvas, block, at);
        ++placed;
    }
    canvas = crop(canvas, contentBox(canvas, kClear));
    const Grid uncut = painted(canvas, solid);
    std::vector<Grid> found;
    int work = 500;
    cut(uncut, solid, kinds, found, work);
    if (placed < 2 || work < 0 || found.size() != 1) return std::nullopt;
    return GridPair{uncut, found[0]};
}

} // namespace

RuleFamily splitIntoBlocks() {
    return {.name = "split_into_blocks",
            .group = "fill",
            .description =
                "Figures are cut into blocks of two kinds, each kind in a colour of its own",
            .variants = 500,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                static const std::vector<std::vector<std::string>> kSets{
                    {"11 11", "111"},   {"11 11", "1111"},       {"11", "111"},
                    {"11 11", "10 11"}, {"111 111 111", "11"},   {"010 111 010", "111"},
                    {"111", "10 11"},   {"111 111 111", "11 11"}};
                const Palette palette = drawPalette(random, 3);
                const auto& blocks = random.pick(kSets);
                const std::vector<Kind> kinds{turnsOf(blocks[0], palette.ink(1)),
                                              turnsOf(blocks[1], palette.ink(2))};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    Grid output = input;
                    const int side = std::min({8, input.height() - 1, input.width() - 1});
                    for (int i = drawCount(r, limits, input, 1, 5); i > 0; --i) {
                        const auto figure = drawFigure(r, side, kinds, palette.ink(0));
                        if (!figure) continue;
                        const auto spot = findFreeSpot(r, input, figure->input, palette.background);
                        if (!spot) continue;
                        paste(input, figure->input, *spot);
                        paste(output, figure->output, *spot);
                    }
                    uint64_t cases = hasColour(output, palette.ink(1)) ? 1 : 0;
                    if (hasColour(output, palette.ink(2))) cases |= 2;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
