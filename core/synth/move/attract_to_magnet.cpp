#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// One step towards a box in the same row or column; no step where it lies in neither.
Cell stepTowards(Cell from, Box box) {
    if (from.row >= box.top && from.row < box.top + box.height) {
        return {0, from.column < box.left ? 1 : -1};
    }
    if (from.column >= box.left && from.column < box.left + box.width) {
        return {from.row < box.top ? 1 : -1, 0};
    }
    return {};
}

// Moves the dot straight on through cells that are and stay free; false if another thing than
// `goal` (kClear: the border) stops it.
bool fly(const Grid& input, Grid& output, Cell dot, Cell step, Colour goal) {
    const Colour colour = colourAt(input, dot);
    const Colour empty = colourAt(output, dot);
    Cell at = dot;
    while (colourOr(input, at + step, kClear) == empty && colourAt(output, at + step) == empty) {
        at = at + step;
    }
    cellOf(output, at) = colour;
    return colourOr(input, at + step, kClear) == goal;
}

// Dots in line with the magnet, and up to two anywhere.
void drawDots(Rng& r, Grid& input, Box magnet, Colour empty, Colour colour) {
    for (int i = r.between(2, 5); i > 0; --i) {
        const int far = magnet.width + r.between(1, std::max(2, input.width() / 2));
        const Cell dot =
            Cell{magnet.top + r.below(magnet.height), magnet.left + r.below(magnet.width)} +
            far * kSteps[static_cast<size_t>(r.below(4))];
        if (colourOr(input, dot, kClear) == empty) cellOf(input, dot) = colour;
    }
    scatterDots(r, input, empty, colour, r.below(3));
}

} // namespace

RuleFamily attractToMagnet() {
    return {.name = "attract_to_magnet",
            .group = "move",
            .description =
                "Dots in line with the magnet of their kind fly to it (or off to the border)",
            .variants = 12,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, 4);
                const int kinds = random.between(1, 2);
                const std::vector<bool> attracts{random.chance(0.75), random.chance(0.75)};
                const bool lonersVanish = random.chance(0.3);
                const int side = random.between(1, 2);
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    Grid input = drawCanvas(r, limits, palette.background, 7);
                    std::vector<Box> magnets;
                    for (int k = 0; k < kinds; ++k) {
                        const auto spot = findFreeSpot(r, input, palette.background, side, side, 2);
                        if (!spot) return std::nullopt;
                        magnets.push_back({spot->row, spot->column, side, side});
                        fillBox(input, magnets.back(), palette.ink(k));
                    }
                    for (int k = 0; k < kinds; ++k) {
                        drawDots(r, input, magnets[static_cast<size_t>(k)], palette.background,
                                 palette.ink(2 + k));
                    }
                    const auto dots = findComponents(input, palette.background, Connect::Diagonal);
                    Grid output = input;
                    for (const auto& dot : dots) {
                        if (dot.size() > side * side) return std::nullopt;
                        if (dot.colour == palette.ink(2) || dot.colour == palette.ink(3)) {
                            if (dot.size() > 1) return std::nullopt;
                            paint(output, dot, palette.background);
                        }
                    }
                    uint64_t cases = 0;
                    for (const auto& dot : dots) {
                        if (dot.colour != palette.ink(2) && dot.colour != palette.ink(3)) continue;
                        const size_t kind = dot.colour == palette.ink(2) ? 0 : 1;
                        Cell step = stepTowards(dot.cells[0], magnets[kind]);
                        if (step == Cell{}) {
                            cases |= 4;
                            if (!lonersVanish) paint(output, dot, dot.colour);
                            continue;
                        }
                        cases |= uint64_t{1} << kind;
                        const Colour goal =
                            attracts[kind] ? palette.ink(static_cast<int>(kind)) : kClear;
                        if (!attracts[kind]) step = -1 * step;
                        if (!fly(input, output, dot.cells[0], step, goal)) return std::nullopt;
                    }
                    if ((cases & 3) == 0) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
