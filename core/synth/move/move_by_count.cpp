#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

namespace {

enum class Measure { Marks, Dots, Cells };

// A rectangle with `marks` cells of the mark colour.
Grid drawMarked(Rng& r, Colour colour, Colour mark, int marks) {
    Grid sprite(r.between(2, 3), r.between(2, 3), colour);
    const std::vector<int> order = r.permutation(sprite.area());
    for (int i = 0; i < marks; ++i) {
        const int at = order[static_cast<size_t>(i)];
        sprite.at(at / sprite.width(), at % sprite.width()) = mark;
    }
    return sprite;
}

// Whether the box lies in the grid, and it and the cells around it are background.
bool isFree(const Grid& grid, Box box, Colour background) {
    if (!inside(grid, {box.top, box.left}) ||
        !inside(grid, {box.top + box.height - 1, box.left + box.width - 1})) {
        return false;
    }
    for (int i = box.top - 1; i <= box.top + box.height; ++i) {
        for (int j = box.left - 1; j <= box.left + box.width; ++j) {
            if (colourOr(grid, {i, j}, background) != background) return false;
        }
    }
    return true;
}

} // namespace

RuleFamily moveByCount() {
    return {.name = "move_by_count",
            .group = "move",
            .description =
                "Objects move as many cells as they have marks (cells; or as there are dots)",
            .variants = 24,
            .leastSide = 7,
            .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
                const Palette palette = drawPalette(random, random.between(2, 4));
                const Measure measure = static_cast<Measure>(random.below(3));
                const Cell step = kSteps[static_cast<size_t>(random.below(8))];
                return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                    const Colour empty = palette.background;
                    Grid input = drawCanvas(r, limits, empty, 7);
                    Grid output = input;
                    Grid taken = input; // by an object before or after its move
                    const int dots = r.between(1, 4);
                    uint64_t cases = measure == Measure::Dots ? uint64_t{1} << dots : 0;
                    bool moved = false;
                    for (int i = drawCount(r, limits, input, 3, 8); i > 0; --i) {
                        const int marks = r.between(0, 4);
                        const int most = measure == Measure::Cells ? 2 : 3;
                        Grid sprite =
                            drawBlob(r, r.between(1, 3), r.between(1, most), palette.any(r, 1));
                        if (measure == Measure::Marks) {
                            sprite = drawMarked(r, palette.any(r, 1), palette.ink(0), marks);
                        }
                        const int distance = measure == Measure::Marks   ? marks
                                             : measure == Measure::Cells ? solidCount(sprite)
                                                                         : dots;
                        const auto spot =
                            findFreeSpot(r, taken, empty, sprite.height(), sprite.width());
                        if (!spot) continue;
                        const Cell goal = *spot + distance * step;
                        if (!isFree(taken, {goal.row, goal.column, sprite.height(), sprite.width()},
                                    empty)) {
                            continue;
                        }
                        paste(input, sprite, spot->row, spot->column);
                        paste(output, sprite, goal.row, goal.column);
                        paste(taken, sprite, spot->row, spot->column);
                        paste(taken, sprite, goal.row, goal.column);
                        if (measure != Measure::Dots) cases |= uint64_t{1} << distance;
                        moved = moved || distance > 0;
                    }
                    for (int i = measure == Measure::Dots ? dots : 0; i > 0; --i) {
                        const auto spot = findFreeSpot(r, taken, empty, 1, 1);
                        if (!spot) return std::nullopt;
                        for (Grid* grid : {&input, &output, &taken}) {
                            cellOf(*grid, *spot) = palette.ink(0);
                        }
                    }
                    if (!moved) return std::nullopt;
                    return GridPair{input, output, cases};
                };
            }};
}

} // namespace ttt::synth
