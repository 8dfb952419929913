#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"
#include "core/synth/templates/families.h"

#include <set>

namespace ttt::synth {

namespace {

// Dots (1) and gaps (0) that touch all four sides.
std::optional<Grid> drawDots(Rng& random, int height, int width) {
    Grid pattern = drawPattern(random, height, width, 0, {1});
    const int dots = countOf(pattern, 1);
    if (contentBox(pattern, 0).area() < pattern.area()) return std::nullopt;
    if (dots < 4 || dots > pattern.area() * 3 / 4) return std::nullopt;
    return pattern;
}

// Whether the window at `at` with `ring` cells around it shows just these dots.
bool standsAt(const Grid& canvas, const Grid& pattern, Cell at, int ring, Colour dot,
              Colour empty) {
    for (int i = -ring; i < pattern.height() + ring; ++i) {
        for (int j = -ring; j < pattern.width() + ring; ++j) {
            const bool solid = colourOr(pattern, {i, j}, 0) != 0;
            if (colourOr(canvas, at + Cell{i, j}, empty) != (solid ? dot : empty)) return false;
        }
    }
    return true;
}

// Where the dots stand as in the pattern; nullopt if such a place is crowded or runs into another.
std::optional<std::vector<Box>> findPlaces(const Grid& canvas, const Grid& pattern, int margin,
                                           Colour dot, Colour empty) {
    std::vector<Box> places;
    Grid rest = canvas;
    Cell first;
    while (colourAt(pattern, first) == 0) ++first.column;
    for (int k = 0; k < canvas.area(); ++k) {
        const Cell lead{k / canvas.width(), k % canvas.width()};
        if (colourAt(canvas, lead) != dot) continue;
        const Cell at = lead - first;
        if (!inside(canvas, at) || !standsAt(canvas, pattern, at, 0, dot, empty)) continue;
        const Box box{at.row - margin, at.column - margin, pattern.height() + 2 * margin,
                      pattern.width() + 2 * margin};
        if (!standsAt(rest, pattern, at, 1, dot, empty) || !inside(canvas, {box.top, box.left}) ||
            !inside(canvas, {box.top + box.height - 1, box.left + box.width - 1})) {
            return std::nullopt;
        }
        fillBox(rest, box, dot);
        places.push_back(box);
    }
    return places;
}

// Not next to a place that shows the pattern, so that most places stay clear.
void scatterStrayDots(Rng& random, Grid& canvas, const Grid& taken, Colour dot) {
    for (int i = canvas.area() * random.between(2, 9) / 100; i > 0; --i) {
        const Cell at{random.below(canvas.height()), random.below(canvas.width())};
        if (colourAt(taken, at) != dot) cellOf(canvas, at) = dot;
    }
}

} // namespace

// The key is a box with dots in it; where the stray dots show the same, a box is drawn around them.
RuleFamily findTurnedPattern() {
    return {.name = "find_turned_pattern",
            .group = "templates",
            .description = "Stray dots that stand as in the box (perhaps turned) are boxed too",
            .variants = 8,
            .leastSide = 10,
            .drawRule = [](Rng& random, const SynthLimits& sides) -> PairMaker {
                const Palette palette = drawPalette(random, 3);
                const bool alsoTurned = random.chance(0.6);
                const bool recolour = random.chance(0.35); // the dots change instead
                const int margin = sides.maxSide >= 12 && random.chance(0.6) ? 1 : 0;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    const Colour dot = palette.ink(1);
                    const int most = limits.maxSide >= 16 ? 4 : 3;
                    const auto pattern = drawDots(r, r.between(2, most), r.between(3, most));
                    if (!pattern) return std::nullopt;
                    Grid input = drawCanvas(r, limits, empty, 8);
                    Grid taken = input; // where no stray dot may lie
                    for (int i = drawCount(r, limits, input, 2, 6); i > 0; --i) {
                        const bool key = taken == Grid(input.height(), input.width(), empty);
                        const int symmetry = !key && r.chance(0.5) ? r.below(kSymmetries) : 0;
                        const Grid window = framed(applySymmetry(*pattern, symmetry), 0, margin);
                        const auto spot =
                            findFreeSpot(r, taken, empty, window.height(), window.width(), 0);
                        if (!spot) continue;
                        ColourTable table = sameTable();
                        table[0] = key ? palette.ink(0) : kClear;
                        table[1] = dot;
                        paste(input, mapColours(window, table), spot->row, spot->column);
                        fillBox(taken,
                                {spot->row - 1, spot->column - 1, window.height() + 2,
                                 window.width() + 2},
                                dot);
                    }
                    scatterStrayDots(r, input, taken, dot);
                    Grid output = input;
                    uint64_t cases = 0;
                    std::set<Grid> seen;
                    for (int symmetry = 0; symmetry < kSymmetries; ++symmetry) {
                        const Grid wanted = applySymmetry(*pattern, symmetry);
                        if (!seen.insert(wanted).second) continue;
                        const auto places = findPlaces(output, wanted, margin, dot, empty);
                        if (!places) return std::nullopt;
                        if (!places->empty()) cases |= symmetry == 0 ? 1 : 2;
                        for (const Box& box : *places) {
                            if (symmetry != 0 && !alsoTurned) continue;
                            const Grid window = crop(input, box);
                            paste(output,
                                  recolour ? replaceColour(window, dot, palette.ink(2))
                                           : replaceColour(window, empty, palette.ink(0)),
                                  box.top, box.left);
                        }
                    }
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
