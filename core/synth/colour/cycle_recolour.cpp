#include "core/synth/colour/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"

#include <algorithm>

namespace ttt::synth {

namespace {

enum class Key { Row, Diagonal, GridRing, ObjectRow, ObjectLayer };

// The place of a cell in the grid or, for ObjectRow, in its object.
int keyOf(const Grid& grid, const Component& object, Cell cell, Key key) {
    const auto [row, column] = cell;
    if (key == Key::Row) return row;
    if (key == Key::Diagonal) return row + column;
    if (key == Key::ObjectRow) return row - object.box.top;
    return std::min({row, column, grid.height() - 1 - row, grid.width() - 1 - column});
}

// Layers of an object from outside in: a cell of layer n + 1 has no neighbour below layer n.
Grid layersOf(const Grid& grid, Colour background) {
    Grid layers(grid.height(), grid.width());
    for (int layer = 0; layer < grid.height() / 2; ++layer) {
        Grid next = layers;
        for (const Cell cell : cellsOf(grid)) {
            const bool within =
                colourAt(grid, cell) != background && std::ranges::all_of(kSteps, [&](Cell step) {
                    return colourOr(grid, cell + step, background) != background &&
                           colourAt(layers, cell + step) >= layer;
                });
            if (within) cellOf(next, cell) = static_cast<Colour>(layer + 1);
        }
        if (next == layers) break;
        layers = next;
    }
    return layers;
}

Grid drawObjects(Rng& random, const SynthLimits& limits, const Palette& palette, Key key) {
    const int least = key >= Key::ObjectRow ? 3 : 2;
    Grid input = drawCanvas(random, limits, palette.background, 5);
    const int most = std::clamp(limits.maxSide / 2, least, 8);
    for (int i = drawCount(random, limits, input, 2, 6); i > 0; --i) {
        const int height = random.between(least, most);
        const int width = random.between(key == Key::ObjectRow ? 1 : least, most);
        const Grid blob = drawBlob(random, height, width, palette.ink(0));
        const bool solid = random.chance(0.6);
        placeFreely(random, input, solid ? solidRectangle(height, width, palette.ink(0)) : blob,
                    palette.background);
    }
    return input;
}

} // namespace

RuleFamily cycleRecolour() {
    return {.name = "cycle_recolour",
            .group = "colour",
            .description = "Solid cells take a cycle of colours by row, diagonal, ring or layer",
            .variants = 500,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const Key key = static_cast<Key>(random.below(5));
                const int period = random.between(2, 3);
                const bool texture = key < Key::ObjectRow && random.chance(0.3);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Colour empty = palette.background;
                        Grid input = drawObjects(r, limits, palette, key);
                        if (texture) {
                            input = drawPattern(r, input.height(), input.width(), empty,
                                                {palette.ink(0)});
                        }
                        const Grid layers =
                            key == Key::ObjectLayer ? layersOf(input, empty) : Grid();
                        Grid output = input;
                        uint64_t cases = 0;
                        for (const auto& object : findComponents(input, empty)) {
                            for (const Cell cell : object.cells) {
                                const int at = key == Key::ObjectLayer
                                                   ? colourAt(layers, cell)
                                                   : keyOf(input, object, cell, key);
                                cellOf(output, cell) = palette.ink(1 + at % period);
                                // What follows after the first cycle has to be seen, too.
                                cases |= uint64_t{1} << std::min(at, period);
                            }
                        }
                        return GridPair{input, output, cases};
                    });
            }};
}

} // namespace ttt::synth
