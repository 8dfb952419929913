#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

struct Rule {
    Colour empty;
    Colour wall;
    int style;  // odd, even, colour by depth, innermost
    bool leaks; // some loops have a gap
};

// Loops beside and, for up to so many levels, in each other in an empty room: rims of rectangles,
// or of such with a notch in a corner.
void drawLoops(Rng& random, Grid& grid, Box room, const Rule& rule, int levels) {
    if (levels == 0) return;
    if (room.height < 3 || room.width < 3) return;
    if (room.width >= 9 && random.chance(0.45)) {
        const int cut = random.between(3, room.width - 4);
        const Box left{room.top, room.left, room.height, cut};
        const Box right{room.top, room.left + cut + 1, room.height, room.width - cut - 1};
        drawLoops(random, grid, left, rule, levels);
        drawLoops(random, grid, right, rule, levels);
        return;
    }
    const auto shortened = [&](int side) {
        return std::max(3, side - random.below(random.chance(0.5) ? 1 : 2 + side / 4));
    };
    Box loop = room;
    loop.height = shortened(room.height);
    loop.width = shortened(room.width);
    loop.top += random.between(0, room.height - loop.height);
    loop.left += random.between(0, room.width - loop.width);
    outlineBox(grid, loop, rule.wall);
    int notch = 0;
    if (loop.height >= 5 && loop.width >= 5 && random.chance(0.3)) {
        notch = random.between(1, loop.height / 2 - 1);
        const int across = random.between(1, loop.width / 2 - 1);
        outlineBox(grid, {loop.top, loop.left, notch + 1, across + 1}, rule.wall);
        fillBox(grid, {loop.top, loop.left, notch, across}, rule.empty);
    }
    if (rule.leaks && random.chance(0.3)) {
        grid.at(loop.bottom(), loop.left + random.between(1, loop.width - 2)) = rule.empty;
    }
    const Box inner{loop.top + notch + 2, loop.left + 2, loop.height - notch - 4, loop.width - 4};
    drawLoops(random, grid, inner, rule, levels - 1);
}

// Colours that no episode has, for empty cells and for walls.
constexpr int kDepths = 100;
constexpr int kRims = 200;
Colour depthCode(int loops) { return static_cast<Colour>(kDepths + loops); }
Colour rimCode(int loops) { return static_cast<Colour>(kRims + loops); }

bool touches(const Grid& grid, const Component& part, Colour colour) {
    return std::ranges::any_of(part.cells, [&](Cell cell) {
        return countNeighbours(grid, cell, colour, Connect::Diagonal) > 0;
    });
}

// Recolours areas of `from` that hold one of the cells; returns the cells of `beyond` around them.
std::vector<Cell> flood(Grid& grid, const std::vector<Cell>& open, Colour from, Colour to,
                        Colour beyond) {
    for (const Cell cell : open) {
        if (colourAt(grid, cell) == from) floodFill(grid, cell, to);
    }
    std::vector<Cell> met = cellsIn(grid, beyond);
    std::erase_if(
        met, [&](Cell cell) { return countNeighbours(grid, cell, to, Connect::Diagonal) == 0; });
    return met;
}

// Every empty cell by the number of loops around it, every wall by the number of loops outside.
Grid depths(const Grid& input, Colour empty, Colour wall) {
    Grid grid = framed(input, empty);
    std::vector<Cell> open{{0, 0}};
    for (int loops = 0; !open.empty(); ++loops) {
        open = flood(grid, open, empty, depthCode(loops), wall);
        open = flood(grid, open, wall, rimCode(loops), empty);
    }
    return crop(grid, boxOf(grid).grown(-1));
}

} // namespace

RuleFamily nestingDepth() {
    return {.name = "nesting_depth",
            .group = "fill",
            .description = "Nested loops: spaces are filled by how many loops lie around them",
            .variants = 250,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int style = random.below(4);
                const Rule rule{palette.background, palette.ink(0), style, random.chance(0.25)};
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, rule.empty, 8);
                    if (input.height() > input.width()) input = applySymmetry(input, 6);
                    drawLoops(r, input, boxOf(input), rule, style == 2 ? 3 : 5);
                    input = applySymmetry(input, r.below(kSymmetries));
                    const Grid depth = depths(input, rule.empty, rule.wall);
                    Grid output = input;
                    int deepest = 0;
                    uint64_t cases = 3;
                    for (const auto& space : findComponents(depth, kClear)) {
                        const int loops = space.colour - kDepths;
                        if (loops < 1 || space.colour >= kRims) continue;
                        deepest = std::max(deepest, loops);
                        const bool innermost = !touches(depth, space, rimCode(loops));
                        if (innermost && loops == 1) cases |= 4U;
                        if (loops > 2) cases |= 8U;
                        if (style == 2) paint(output, space, palette.ink(loops));
                        if (style < 2 ? loops % 2 != style : style == 3 && innermost) {
                            paint(output, space, palette.ink(1));
                        }
                    }
                    if (deepest < 2) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
