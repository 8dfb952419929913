#include "core/synth/draw/families.h"
#include "core/synth/pieces/canvas.h"
#include "core/synth/pieces/components.h"

#include <algorithm>

namespace ttt::synth {

namespace {

// 1 for open cells. The ways form a tree, so that one way leads from cell to cell; blind ends are
// walled up one cell after the other, `prunings` times.
Grid drawMaze(Rng& random, int height, int width, int prunings) {
    Grid maze(height, width);
    std::vector<Cell> trail{
        {2 * random.below((height + 1) / 2), 2 * random.below((width + 1) / 2)}};
    cellOf(maze, trail[0]) = 1;
    while (!trail.empty()) {
        const Cell cell = trail.back();
        bool grown = false;
        for (const int s : random.permutation(4)) {
            const Cell step = kSteps[static_cast<size_t>(s)];
            if (grown || colourOr(maze, cell + 2 * step, 1) != 0) continue;
            cellOf(maze, cell + step) = cellOf(maze, cell + 2 * step) = 1;
            trail.push_back(cell + 2 * step);
            grown = true;
        }
        if (!grown) trail.pop_back();
    }
    for (int i = 0; i < prunings; ++i) {
        const Cell cell = drawCell(random, maze);
        const int ways = countNeighbours(maze, cell, 1, Connect::Straight);
        if (ways == 1) cellOf(maze, cell) = 0;
    }
    return maze;
}

// The cells of the only way, ends included.
std::vector<Cell> findWay(const Grid& maze, Cell from, Cell to) {
    Grid left = maze;
    std::vector<Cell> way{from};
    while (way.back() != to) {
        cellOf(left, way.back()) = 0;
        const auto step = std::ranges::find_if(
            kStraightSteps, [&](Cell next) { return colourOr(left, way.back() + next, 0) == 1; });
        if (step == kStraightSteps.end()) {
            way.pop_back();
        } else {
            way.push_back(way.back() + *step);
        }
    }
    return way;
}

} // namespace

RuleFamily mazePath() {
    return {
        .name = "maze_path",
        .group = "draw",
        .description = "The way through a maze between two dots is drawn, or blind ends filled",
        .variants = 10,
        .leastSide = 7,
        .drawRule = [](Rng& random, const SynthLimits&) -> PairMaker {
            const Palette palette = drawPalette(random, 3);
            const bool pipes = random.chance(0.5); // open cells, not walls, are drawn
            const int rim = pipes ? 0 : random.below(2);
            // The way in the dots' colour or another, other cells in another, or erased.
            const int mode = random.below(pipes ? 4 : 3);
            return [=](Rng& r, const SynthLimits& limits) -> std::optional<GridPair> {
                const auto odd = [&](int side) { return (side - 1) / 2 * 2 + 1 - 2 * rim; };
                const int height = odd(drawSide(r, limits, 7));
                const int width = odd(drawSide(r, limits, 7));
                const Grid maze = drawMaze(r, height, width, r.below(height * width * 2));
                const std::vector<Cell> open = cellsIn(maze, 1);
                const Cell from = r.pick(open);
                const std::vector<Cell> way = findWay(maze, from, r.pick(open));
                if (way.size() < 5 || way.size() + 2 > open.size()) return std::nullopt;
                const Colour closed = pipes ? palette.background : palette.ink(0);
                Grid input = inColours(maze, {closed, pipes ? palette.ink(0) : palette.background});
                Grid output = input;
                if (mode >= 2) {
                    output =
                        inColours(maze, {closed, mode == 2 ? palette.ink(2) : palette.background});
                }
                for (const Cell cell : way) {
                    cellOf(output, cell) = mode < 2 ? palette.ink(mode + 1) : colourAt(input, cell);
                }
                for (const Cell end : {way.front(), way.back()}) {
                    cellOf(input, end) = cellOf(output, end) = palette.ink(1);
                }
                return GridPair{framed(input, palette.ink(0), rim),
                                framed(output, palette.ink(0), rim)};
            };
        }};
}

} // namespace ttt::synth
