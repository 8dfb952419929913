#include "core/synth/objects/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <set>

namespace ttt::synth {

namespace {

// A wire along the row, then along the column, with a cell missing in it if it is broken.
void drawWire(Rng& random, Grid& grid, Cell from, Cell to, const Palette& palette, bool broken) {
    const Colour colour = palette.ink(1);
    Grid wire(grid.height(), grid.width(), kClear);
    const Cell corner = random.chance(0.5) ? Cell{from.row, to.column} : Cell{to.row, from.column};
    drawSegment(wire, from, corner, colour);
    drawSegment(wire, corner, to, colour);
    std::vector<Cell> cells = cellsIn(wire, colour);
    std::erase_if(cells, [&](Cell cell) { return colourAt(grid, cell) != palette.background; });
    const Cell gap = broken && !cells.empty() ? random.pick(cells) : Cell{-1, -1};
    for (const Cell cell : cells) {
        if (cell != gap) cellOf(grid, cell) = colour;
    }
}

struct Links {
    std::vector<Component> wires;
    std::vector<std::set<size_t>> ends; // of each wire: the blocks it touches
    std::set<size_t> blocks;            // that a wire links to another one
};

Links findLinks(const Grid& grid, const std::vector<Component>& blocks, Colour background,
                Colour block, Connect connect) {
    Links links;
    links.wires = findComponents(replaceColour(grid, block, background), background, connect);
    for (const auto& wire : links.wires) {
        std::set<size_t> ends;
        for (const Cell cell : wire.cells) {
            for (const Cell step : stepsOf(connect)) {
                for (size_t b = 0; b < blocks.size(); ++b) {
                    if (blocks[b].box.contains(cell + step)) ends.insert(b);
                }
            }
        }
        if (ends.size() >= 2) links.blocks.insert(ends.begin(), ends.end());
        links.ends.push_back(ends);
    }
    return links;
}

} // namespace

RuleFamily linkedByPath() {
    return {
        .name = "linked_by_path",
        .group = "objects",
        .description = "Wires that link two blocks (or linked blocks) are recoloured; or: linked?",
        .variants = 4,
        .leastSide = 8,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, 4);
            // Wires, blocks, both; one cell says yes or no.
            const int mode = random.chance(0.2) ? 3 : random.below(3);
            const int side = random.between(1, 2);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                Grid input = drawCanvas(r, limits, empty, 7);
                const int wanted = mode == 3 ? 2 : drawCount(r, limits, input, 3, 6);
                for (int i = 0; i < wanted; ++i) {
                    const Grid block = solidRectangle(side, side, palette.ink(0));
                    if (!placeFreely(r, input, block, empty, r.between(1, 2))) return std::nullopt;
                }
                const auto blocks = findComponents(input, empty);
                const int wires = mode == 3 ? r.between(1, 3) : wanted - 1;
                for (int i = 0; i < wires; ++i) {
                    const Cell from = r.pick(blocks).cells[0];
                    const Cell to = r.pick(blocks).cells[0];
                    drawWire(r, input, from, to, palette, r.chance(0.5));
                }
                const Links links =
                    findLinks(input, blocks, empty, palette.ink(0), Connect::Straight);
                // Wires that only corners join could be seen either way.
                if (links.wires.size() < (mode == 3 ? 1U : 2U) ||
                    links.ends !=
                        findLinks(input, blocks, empty, palette.ink(0), Connect::Diagonal).ends) {
                    return std::nullopt;
                }
                if (mode == 3) {
                    const bool linked = !links.blocks.empty();
                    return GridPair{input, Grid(1, 1, palette.ink(linked ? 2 : 3)),
                                    linked ? 1U : 2U};
                }
                Grid output = input;
                uint64_t cases = 0;
                for (size_t w = 0; w < links.wires.size(); ++w) {
                    const bool linking = links.ends[w].size() >= 2;
                    cases |= linking ? 1 : 2;
                    if (linking && mode != 1) paint(output, links.wires[w], palette.ink(2));
                }
                for (const size_t b : links.blocks) {
                    if (mode != 0) paint(output, blocks[b], palette.ink(mode == 2 ? 2 : 3));
                }
                return GridPair{input, output, cases};
            };
        }};
}

} // namespace ttt::synth
