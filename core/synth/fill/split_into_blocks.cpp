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
    ColourTable table = sameTable();
    table[0] = kClear;
    table[1] = colour;
    const Grid block = mapColours(Grid::fromText(text), table);
    Kind kind;
    for (int symmetry = 0; symmetry < kSymmetries; ++symmetry) {
        const Grid turned = applySymmetry(block, symmetry);
        if (std::find(kind.begin(), kind.end(), turned) == kind.end()) kind.push_back(turned);
    }
    return kind;
}

// Whether all solid cells of the block, placed here, lie on cells of this colour.
bool liesOn(const Grid& grid, const Grid& block, Cell at, Colour colour) {
    for (int i = 0; i < block.height(); ++i) {
        for (int j = 0; j < block.width(); ++j) {
            if (block.at(i, j) != kClear &&
                colourOr(grid, {at.row + i, at.column + j}, kColours) != colour) {
                return false;
            }
        }
    }
    return true;
}

// Cuts what is `solid` into blocks in all ways and collects the coloured pictures, until two
// pictures differ or the work is too much.
void cut(const Grid& picture, Colour solid, const std::vector<Kind>& kinds,
         std::vector<Grid>& found, int& work) {
    if (found.size() > 1 || --work < 0) return;
    const auto first = std::find(picture.cells().begin(), picture.cells().end(), solid);
    if (first == picture.cells().end()) {
        if (found.empty() || found[0] != picture) found.push_back(picture);
        return;
    }
    const int index = static_cast<int>(first - picture.cells().begin());
    for (const Kind& kind : kinds) {
        for (const Grid& block : kind) {
            int column = 0;
            while (block.at(0, column) == kClear) ++column;
            const Cell at{index / picture.width(), index % picture.width() - column};
            if (!liesOn(picture, block, at, solid)) continue;
            Grid next = picture;
            paste(next, block, at.row, at.column);
            cut(next, solid, kinds, found, work);
        }
    }
}

// Whether a solid cell of the block, placed here, has a solid neighbour in the grid.
bool touches(const Grid& grid, const Grid& block, Cell at) {
    for (size_t s = 0; s < 4; ++s) {
        for (int i = 0; i < block.height(); ++i) {
            for (int j = 0; j < block.width(); ++j) {
                if (block.at(i, j) != kClear &&
                    colourOr(grid, at + Cell{i, j} + kSteps[s], kClear) != kClear) {
                    return true;
                }
            }
        }
    }
    return false;
}

// A figure of blocks of random kinds that can be cut in one way as to the colours; uncut and cut.
std::optional<GridPair> drawFigure(Rng& r, int side, const std::vector<Kind>& kinds, Colour solid) {
    Grid canvas(side, side, kClear);
    int placed = 0;
    const int blocks = r.between(3, 7);
    for (int attempt = 0; attempt < 80 && placed < blocks; ++attempt) {
        const Grid& block = r.pick(r.pick(kinds));
        const Cell at{r.below(side), r.below(side)};
        if (!liesOn(canvas, block, at, kClear)) continue;
        if (placed > 0 && !touches(canvas, block, at)) continue;
        paste(canvas, block, at.row, at.column);
        ++placed;
    }
    canvas = crop(canvas, contentBox(canvas, kClear));
    ColourTable table = sameTable();
    std::fill_n(table.begin(), kColours, solid);
    const Grid uncut = mapColours(canvas, table);
    std::vector<Grid> found;
    int work = 500;
    cut(uncut, solid, kinds, found, work);
    if (placed < 2 || work < 0 || found.size() != 1) return std::nullopt;
    return GridPair{uncut, found[0]};
}

} // namespace

// Only figures that can be cut in one way (as to the colours) are shown.
RuleFamily splitIntoBlocks() {
    return {
        .name = "split_into_blocks",
        .group = "fill",
        .description = "Figures are cut into blocks of two kinds, each kind in a colour of its own",
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
                    const auto spot = findFreeSpot(r, input, palette.background,
                                                   figure->input.height(), figure->input.width());
                    if (!spot) continue;
                    paste(input, figure->input, spot->row, spot->column);
                    paste(output, figure->output, spot->row, spot->column);
                }
                uint64_t cases = hasColour(output, palette.ink(1)) ? 1 : 0;
                if (hasColour(output, palette.ink(2))) cases |= 2;
                return GridPair{input, output, cases};
            };
        }};
}

} // namespace ttt::synth
