#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/pieces/rays.h"

#include <algorithm>

namespace ttt::synth {

namespace {

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
void drawDots(Rng& random, Grid& input, Box magnet, Colour empty, Colour colour) {
    for (int i = random.between(2, 5); i > 0; --i) {
        const int far = magnet.width + random.between(1, std::max(2, input.width() / 2));
        const Cell dot = drawCell(random, magnet) + far * random.pick(kStraightSteps);
        if (colourOr(input, dot, kClear) == empty) cellOf(input, dot) = colour;
    }
    scatterDots(random, input, empty, colour, random.below(3));
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
                        const auto step = stepTo(magnets[kind], dot.cells[0]);
                        if (!step) {
                            cases |= 4;
                            if (!lonersVanish) paint(output, dot, dot.colour);
                            continue;
                        }
                        cases |= uint64_t{1} << kind;
                        const Cell way = attracts[kind] ? *step : -1 * *step;
                        const Colour goal = attracts[kind] ? palette.inks[kind] : kClear;
                        if (!fly(input, output, dot.cells[0], way, goal)) return std::nullopt;
                    }
                    if ((cases & 3) == 0) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
