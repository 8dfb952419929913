#include "core/synth/move/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/shapes.h"

namespace ttt::synth {

namespace {

enum class Measure { Marks, Dots, Cells };

// A rectangle with `marks` cells of the mark colour.
Grid drawMarked(Rng& random, Colour colour, Colour mark, int marks) {
    Grid sprite(random.between(2, 3), random.between(2, 3), colour);
    std::vector<Cell> cells = shuffledCells(random, boxOf(sprite));
    cells.resize(static_cast<size_t>(marks));
    for (const Cell cell : cells) cellOf(sprite, cell) = mark;
    return sprite;
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
                const Cell step = random.pick(kSteps);
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
                        const auto spot = findFreeSpot(r, taken, sprite, empty);
                        if (!spot) continue;
                        const Cell goal = *spot + distance * step;
                        const Box there = boxOf(sprite, goal);
                        if (!inside(taken, there) || !isFree(taken, empty, there.grown(1)))
                            continue;
                        paste(input, sprite, *spot);
                        paste(output, sprite, goal);
                        paste(taken, sprite, *spot);
                        paste(taken, sprite, goal);
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
