#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/rays.h"
#include "core/synth/pieces/shapes.h"
#include "core/synth/templates/families.h"

#include <algorithm>
#include <cstdlib>

namespace ttt::synth {

namespace {

constexpr int kStyles = 14;

bool isMiddle(int i, int length) { return std::abs(2 * i - (length - 1)) <= 1; }

// Whether a decoration takes this cell of a rectangle: corners, rim, inside, middle lines...
bool takes(int style, Cell cell, const Grid& rectangle) {
    const auto [i, j] = cell;
    const int height = rectangle.height(), width = rectangle.width();
    const bool endRow = i == 0 || i == height - 1;
    const bool endColumn = j == 0 || j == width - 1;
    switch (style) {
    case 0:
        return endRow && endColumn;
    case 1:
        return endRow || endColumn;
    case 2:
        return !endRow && !endColumn;
    case 3:
        return isMiddle(i, height);
    case 4:
        return isMiddle(j, width);
    case 5:
        return isMiddle(i, height) || isMiddle(j, width);
    case 6:
        return isMiddle(i, height) && isMiddle(j, width);
    case 7:
        return (i + j) % 2 == 0;
    case 8:
        return i == 0;
    case 9:
        return j == width - 1;
    case 10:
        return i % 2 == 1;
    case 11:
        return j % 2 == 1;
    case 12:
        return endRow != endColumn;
    default:
        return endRow;
    }
}

Grid decorated(const Grid& rectangle, int style, Colour colour) {
    Grid result = rectangle;
    for (const Cell cell : cellsOf(rectangle)) {
        if (takes(style, cell, rectangle)) cellOf(result, cell) = colour;
    }
    return result;
}

// Whether another style decorates the first of the rectangles alike and another one differently.
bool isOpen(const std::vector<Grid>& rectangles, int style) {
    for (int other = 0; other < kStyles; ++other) {
        const auto alike = [&](const Grid& rectangle) {
            return decorated(rectangle, other, kClear) == decorated(rectangle, style, kClear);
        };
        if (alike(rectangles[0]) && !std::ranges::all_of(rectangles, alike)) return true;
    }
    return false;
}

} // namespace

// Which cells are decorated differs from picture to picture; the one decorated rectangle shows it.
RuleFamily decorateLikeExample() {
    return {.name = "decorate_like_example",
            .group = "templates",
            .description = "All rectangles are decorated as the one decorated rectangle is",
            .variants = 28,
            .leastSide = 8,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 5));
                const bool ownColours = random.chance(0.4); // every rectangle another colour
                return turnedAtRandom(
                    random, [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                        Grid input = drawCanvas(r, limits, palette.background, 7);
                        const int most = std::clamp(limits.maxSide / 2 - 1, 3, 7);
                        const int style = r.below(kStyles);
                        const Colour ink = palette.any(r, 1);
                        std::vector<Grid> rectangles;
                        std::vector<Cell> places;
                        for (int i = drawCount(r, limits, input, 2, 7); i > 0; --i) {
                            const Colour colour = ownColours ? palette.any(r, 1) : ink;
                            const Grid rectangle =
                                solidRectangle(r.between(3, most), r.between(3, most), colour);
                            const auto spot = findFreeSpot(r, input, rectangle, palette.background);
                            if (!spot) continue;
                            paste(input, rectangle, *spot);
                            rectangles.push_back(rectangle);
                            places.push_back(*spot);
                        }
                        if (rectangles.size() < 2 || isOpen(rectangles, style)) return std::nullopt;
                        Grid output = input;
                        for (size_t k = 0; k < places.size(); ++k) {
                            const Grid picture = decorated(rectangles[k], style, palette.ink(0));
                            paste(output, picture, places[k]);
                            if (k == 0) paste(input, picture, places[k]);
                        }
                        return GridPair{input, output};
                    });
            }};
}

} // namespace ttt::synth
