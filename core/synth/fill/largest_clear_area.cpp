#include "core/synth/fill/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// All rectangles of `colour` (squares only, if asked) that no larger one beats.
std::vector<Box> largestAreas(const Grid& grid, Colour colour, bool squares) {
    std::vector<Box> found;
    int best = 0;
    for (int top = 0; top < grid.height(); ++top) {
        std::vector<char> clear(static_cast<size_t>(grid.width()), 1);
        for (int bottom = top; bottom < grid.height(); ++bottom) {
            const int height = bottom - top + 1;
            int run = 0;
            int longest = 0;
            for (int j = 0; j < grid.width(); ++j) {
                const auto column = static_cast<size_t>(j);
                if (grid.at(bottom, j) != colour) clear[column] = 0;
                run = clear[column] != 0 ? run + 1 : 0;
                longest = std::max(longest, run);
                if (run == 0 || (squares && run < height)) continue;
                const int width = squares ? height : run;
                if (height * width < best) continue;
                if (height * width > best) found.clear();
                best = height * width;
                found.push_back({top, j - width + 1, height, width});
            }
            // Nothing further down can be as large.
            const int lines = squares ? longest : grid.height() - top;
            if (longest * lines < best || (squares && longest <= height)) break;
        }
    }
    return found;
}

// Every clear rectangle of this size; they may overlap.
std::vector<Box> areasOfSize(const Grid& grid, Colour colour, int height, int width) {
    std::vector<Box> found;
    for (const auto [top, left] : cellsOf(grid)) {
        const Box box{top, left, height, width};
        if (inside(grid, box) && isFree(grid, colour, box)) found.push_back(box);
    }
    return found;
}

} // namespace

RuleFamily largestClearArea() {
    return {.name = "largest_clear_area",
            .group = "fill",
            .description = "In noise the largest clear area, or every clear k x k area, is filled",
            .variants = 12,
            .leastSide = 6,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const int style = random.below(3); // largest rectangle, largest square, of a size
                const int high = random.between(2, 3);
                const int wide = random.chance(0.6) ? high : random.between(2, 4);
                const bool outline = random.chance(0.25) && style != 2;
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 5);
                    const double share = style == 2 && wide + high < 5 ? 0.5 : 0.38;
                    const size_t noises = palette.inks.size() - 1;
                    for (size_t k = 1; k <= noises; ++k) {
                        addNoise(r, input, empty, palette.inks[k],
                                 (share + 0.15 * r.uniform()) / static_cast<double>(noises));
                    }
                    const int most = std::max(2, std::min(input.height(), input.width()) / 2);
                    const int least = std::max(2, most / 2);
                    for (int i = style == 2 ? r.between(0, 3) : 1; i > 0; --i) {
                        const int height = style == 2 ? high : r.between(least, most);
                        const int width = style == 2   ? wide
                                          : style == 1 ? height
                                                       : r.between(least, most);
                        if (height > input.height() || width > input.width()) return std::nullopt;
                        fillBox(input, drawBox(r, input, height, width), empty);
                    }
                    const auto areas = style == 2 ? areasOfSize(input, empty, high, wide)
                                                  : largestAreas(input, empty, style == 1);
                    if (style != 2 && (areas.size() != 1 || areas[0].area() < 4)) {
                        return std::nullopt;
                    }
                    // The largest rectangle is a square in some pictures only.
                    uint64_t cases = 0;
                    if (style == 0) cases = areas[0].height == areas[0].width ? 1 : 2;
                    if (style == 1) {
                        const Box largest = largestAreas(input, empty, false)[0];
                        cases = largest.area() == areas[0].area() ? 1 : 2;
                    }
                    Grid output = input;
                    for (const Box area : areas) {
                        fillBox(output, area, palette.ink(0));
                        if (outline) fillBox(output, area.grown(-1), empty);
                    }
                    // A picture that is mostly clear shows little.
                    if (2 * countOf(output, palette.ink(0)) > input.area()) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
