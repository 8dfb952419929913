#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

constexpr Colour kNone = kClear;

std::vector<Colour> headersOver(const Grid& grid, const Component& block, Colour background) {
    std::vector<Colour> headers;
    for (int j = block.box.left; j <= block.box.right(); ++j) {
        if (grid.at(0, j) != background) headers.push_back(grid.at(0, j));
    }
    return headers;
}

// Blocks below the first row, each with one coloured cell of that row above it.
std::optional<GridPair> blocksUnderDots(Rng& random, const SynthLimits& limits,
                                        const Palette& palette) {
    const Colour empty = palette.background;
    Grid input(drawSide(random, limits, 5), drawSide(random, limits, 5), empty);
    for (int i = drawCount(random, limits, input, 2, 8); i > 0; --i) {
        const Grid block =
            solidRectangle(random.between(1, 4), random.between(1, 4), palette.ink(0));
        const auto spot = findFreeSpot(random, input, empty,
                                       std::min(block.height() + 2, input.height()), block.width());
        if (spot) paste(input, block, spot->row + 2, spot->column);
    }
    auto blocks = findComponents(input, empty);
    random.shuffle(blocks);
    for (const auto& block : blocks) {
        if (!headersOver(input, block, empty).empty()) continue;
        input.at(0, block.box.left + random.below(block.box.width)) = palette.any(random, 1);
    }
    Grid output = input;
    for (const auto& block : blocks) {
        const auto headers = headersOver(input, block, empty);
        if (headers.size() != 1) return std::nullopt;
        paint(output, block, headers[0]);
    }
    return GridPair{input, output};
}

// A row of headers over columns and, if `rowsToo`, a column of headers beside the rows: cells of
// ink 0 look up their column, cells of ink 1 their row.
std::optional<GridPair> cellsByHeaders(Rng& random, const SynthLimits& limits,
                                       const Palette& palette, bool rowsToo, bool headlessGo) {
    const Colour empty = palette.background;
    Grid input = drawCanvas(random, limits, empty, 4, 18);
    const int first = rowsToo ? 1 : 0;
    Grid body(input.height() - 1, input.width() - first, empty);
    const double share = (rowsToo ? 0.1 : 0.15) + (rowsToo ? 0.15 : 0.3) * random.uniform();
    addNoise(random, body, empty, palette.ink(0), share);
    if (rowsToo) addNoise(random, body, empty, palette.ink(1), share);
    paste(input, body, 1, first);
    Grid heads(1, input.width(), kNone);
    for (int j = first; j < input.width(); ++j) {
        if (rowsToo || random.chance(0.7)) heads.at(0, j) = palette.any(random, 2);
    }
    paste(input, heads);
    Grid output = input;
    uint64_t cases = 0;
    for (int i = 1; i < input.height(); ++i) {
        const Colour ofRow = rowsToo ? palette.any(random, 2) : kNone;
        if (rowsToo) input.at(i, 0) = output.at(i, 0) = ofRow;
        for (int j = first; j < input.width(); ++j) {
            if (input.at(i, j) == empty) continue;
            const bool byRow = rowsToo && input.at(i, j) == palette.ink(1);
            Colour colour = byRow ? ofRow : heads.at(0, j);
            if (colour == kNone && headlessGo) colour = empty;
            cases |= colour == kNone || colour == empty ? 1 : byRow ? 2 : 4;
            if (colour != kNone) output.at(i, j) = colour;
        }
    }
    return GridPair{input, output, cases};
}

} // namespace

RuleFamily headerTable() {
    return {.name = "header_table",
            .group = "colour",
            .description = "Cells or blocks take the colour at the head of their column (or row)",
            .variants = 16,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(4, 6));
                const int style = random.below(3); // blocks, cells, cells by rows and columns
                const bool headlessGo = random.chance(0.5);
                return turnedAtRandom(random, [=](Rng& r, const SynthLimits& limits) {
                    return style == 0 ? blocksUnderDots(r, limits, palette)
                                      : cellsByHeaders(r, limits, palette, style == 2, headlessGo);
                });
            }};
}

} // namespace ttt::synth
