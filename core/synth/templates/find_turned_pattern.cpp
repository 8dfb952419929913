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

// Whether the canvas shows the picture at this place; beyond the border all is empty.
bool shows(const Grid& canvas, const Grid& picture, Cell at, Colour empty) {
    for (int i = 0; i < picture.height(); ++i) {
        for (int j = 0; j < picture.width(); ++j) {
            if (colourOr(canvas, at + Cell{i, j}, empty) != picture.at(i, j)) return false;
        }
    }
    return true;
}

// Where the dots stand as in the pattern; nullopt if such a place is crowded or runs into another.
std::optional<std::vector<Box>> findPlaces(const Grid& canvas, const Grid& pattern, int margin,
                                           Colour dot, Colour empty) {
    const Grid picture = inColours(pattern, {empty, dot});
    std::vector<Box> places;
    Grid rest = canvas;
    for (const Cell at : cellsOf(canvas)) {
        if (!shows(canvas, picture, at, empty)) continue;
        const Box box = boxOf(picture, at).grown(margin);
        const bool crowded = !shows(rest, framed(picture, empty), at - Cell{1, 1}, empty);
        if (crowded || !inside(canvas, box)) return std::nullopt;
        fillBox(rest, box, dot);
        places.push_back(box);
    }
    return places;
}

// Not next to a place that shows the pattern, so that most places stay clear.
void scatterStrayDots(Rng& random, Grid& canvas, const Grid& taken, Colour dot) {
    for (int i = canvas.area() * random.between(2, 9) / 100; i > 0; --i) {
        const Cell at = drawCell(random, canvas);
        if (colourAt(taken, at) != dot) cellOf(canvas, at) = dot;
    }
}

} // namespace

// The key is a box with dots in it; where the stray dots show the same, a box is drawn around them.
RuleFamily findTurnedPattern() {
    return {
        .name = "find_turned_pattern",
        .group = "templates",
        .description = "Stray dots that stand as in the box (perhaps turned) are boxed too",
        .variants = 8,
        .leastSide = 10,
        .drawRule = [](Rng& random, const SynthLimits& limits) -> PairMaker {
            const Palette palette = drawPalette(random, 3);
            const bool alsoTurned = random.chance(0.6);
            const bool recolour = random.chance(0.35); // the dots change instead
            const int margin = limits.maxSide >= 12 && random.chance(0.6) ? 1 : 0;
            return [=](Rng& r, const SynthLimits& sides) -> std::optional<GridPair> {
                const Colour empty = palette.background;
                const Colour dot = palette.ink(1);
                const int most = sides.maxSide >= 16 ? 4 : 3;
                const auto pattern = drawDots(r, r.between(2, most), r.between(3, most));
                if (!pattern) return std::nullopt;
                Grid input = drawCanvas(r, sides, empty, 8);
                Grid taken = input; // where no stray dot may lie
                for (int i = drawCount(r, sides, input, 2, 6); i > 0; --i) {
                    const bool key = isFree(taken, empty, boxOf(taken));
                    const int symmetry = !key && r.chance(0.5) ? r.below(kSymmetries) : 0;
                    const Grid window = framed(applySymmetry(*pattern, symmetry), 0, margin);
                    const auto spot = findFreeSpot(r, taken, window, empty, 0);
                    if (!spot) continue;
                    paste(input, inColours(window, {key ? palette.ink(0) : kClear, dot}), *spot);
                    fillBox(taken, boxOf(window, *spot).grown(1), dot);
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
                              box.corner());
                    }
                }
                return GridPair{input, output, cases};
            };
        }};
}

} // namespace ttt::synth
