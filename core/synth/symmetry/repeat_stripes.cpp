#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/symmetry/families.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// From the dot's column on every `gap`-th column is solid; beads between them alternate between
// the two ends.
GridPair repeatOne(Rng& random, Grid input, Colour colour, Colour bead, int gap, bool beads) {
    const int last = input.height() - 1;
    const int start = random.below(std::max(1, input.width() / 2));
    const int end = random.chance(0.5) ? 0 : last;
    input.at(end, start) = colour;
    Grid output = input;
    int beadRow = last - end;
    for (int j = start; j < input.width(); j += gap) {
        fillBox(output, columnOf(input, j), colour);
        if (beads && j + 1 < input.width()) output.at(beadRow, j + 1) = bead;
        beadRow = last - beadRow;
    }
    return {input, output};
}

// Two dots become columns, which repeat in turn at the distance of the dots.
std::optional<GridPair> repeatTwo(Rng& random, Grid input, Colour first, Colour second) {
    const int gap = random.between(2, std::max(2, input.width() / 4));
    const int start = random.below(std::max(1, input.width() / 3));
    if (start + 2 * gap >= input.width()) return std::nullopt;
    const auto drawRow = [&] { return random.chance(0.5) ? 0 : input.height() - 1; };
    input.at(drawRow(), start) = first;
    input.at(drawRow(), start + gap) = second;
    Grid output = input;
    Colour colour = first;
    for (int j = start; j < input.width(); j += gap) {
        fillBox(output, columnOf(input, j), colour);
        colour = colour == first ? second : first;
    }
    return GridPair{input, output};
}

} // namespace

RuleFamily repeatStripes() {
    return {.name = "repeat_stripes",
            .group = "symmetry",
            .description =
                "Dots at the rim become lines that repeat in their distance to the border",
            .variants = 60,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(3, 5));
                const bool two = random.chance(0.5);
                const int gap = random.between(2, 3);
                const bool beads = random.chance(0.6);
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        const Grid input(drawSide(r, limits, 3, 20), drawSide(r, limits, 6),
                                         palette.background);
                        const Colour first = palette.any(r, 1);
                        const Colour second = palette.any(r, 1);
                        if (!two) {
                            return repeatOne(r, input, first, palette.ink(0), gap, beads);
                        }
                        if (first == second) return std::nullopt;
                        return repeatTwo(r, input, first, second);
                    });
            }};
}

} // namespace ttt::synth
